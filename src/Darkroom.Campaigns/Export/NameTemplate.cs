using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Darkroom.Campaigns.Briefs;
using Darkroom.Packaging;

namespace Darkroom.Campaigns.Export;

/// <summary>A pattern for the names of a package's files, such as <c>{campaign}_{format}_{language}</c>.</summary>
public sealed class NameTemplate
{
    /// <summary>The names that can stand in braces.</summary>
    public static readonly ImmutableArray<string> Placeholders =
        ["campaign", "concept", "concept-name", "format", "language", "version", "headline", "headline-number", "cta", "cta-number", "brand", "channel", "width", "height"];

    /// <summary>The default pattern of a campaign with one headline and one call to action.</summary>
    public static readonly NameTemplate Default = TryParse(Example, out var template, out var problem) ? template : throw new FormatException(problem);

    private const string Example = "{campaign}_{concept}_{format}_{language}_{version}";

    private const string Start = "{campaign}_{concept}_{format}_{language}";

    private readonly FileTemplate _template;

    private NameTemplate(FileTemplate template) => _template = template;

    /// <summary>Returns the default pattern of a brief. It names what the brief has several of.</summary>
    public static NameTemplate DefaultFor(Brief brief)
    {
        var (headlines, calls) = (brief.Copy.Any(copy => copy.Headlines.Length > 1), brief.Copy.Any(copy => copy.CallsToAction.Length > 1));
        return TryParse($"{Start}{(headlines ? "_{headline}" : "")}{(calls ? "_{cta}" : "")}_{{version}}", out var template, out var problem)
            ? template
            : throw new FormatException(problem);
    }

    /// <param name="problem">What is wrong with the text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out NameTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        template = FileTemplate.TryParse(text, Placeholders, Example, out var parsed, out problem) ? new NameTemplate(parsed) : null;
        return template is not null;
    }

    /// <summary>Returns the pattern with more placeholders at its end.</summary>
    internal NameTemplate With(IEnumerable<string> placeholders) => new(_template.With(placeholders));

    /// <summary>Returns the pattern as it was written.</summary>
    public override string ToString() => _template.ToString();

    /// <inheritdoc cref="FileTemplate.NameOf"/>
    internal string NameOf(Func<string, string> value) => _template.NameOf(value);
}
