using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Collects validation errors.</summary>
internal sealed partial class FieldValidator
{
    private readonly ImmutableArray<ValidationError>.Builder _problems = ImmutableArray.CreateBuilder<ValidationError>();

    public bool Any => _problems.Count > 0;

    public ImmutableArray<ValidationError> Problems => _problems.ToImmutable();

    public void Add(string field, string message) => Add(new ValidationError(field, message));

    public void Add(ValidationError problem)
    {
        // Thousands of invalid texts must not cause a response many times their size.
        if (_problems.Count < 50)
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Checks the length in characters (grapheme clusters) and that the text contains no control characters.</summary>
    /// <returns>False if it is too long to be checked further.</returns>
    public bool Text(string field, string? text, int min, int max)
    {
        if (TextLength.Problem(text, max) is { } tooLong)
        {
            Add(field, tooLong);
            return false;
        }

        if (min > 0 && string.IsNullOrWhiteSpace(text))
        {
            Add(field, LocalText.Format(RuleTexts.Empty, min, max));
        }
        else if (text is not null && !IsText(text))
        {
            Add(field, RuleTexts.NotText);
        }

        return true;
    }

    /// <summary>True if a text contains neither a control character nor half of a surrogate pair.</summary>
    public static bool IsText(string text) => !NotText().IsMatch(text);

    /// <returns>False if there are too many to be checked one by one.</returns>
    public bool Count(string field, int count, int min, int max, string items)
    {
        if (count < min || count > max)
        {
            Add(field, LocalText.Format(RuleTexts.CountRange, count, min, max, items));
        }

        return count <= max;
    }

    public void Focus(FocusPoint? focus)
    {
        if (focus is { } point && !(point.X is >= 0 and <= 1 && point.Y is >= 0 and <= 1))
        {
            Add("focus", RuleTexts.FocusRange);
        }
    }

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex NotText();
}
