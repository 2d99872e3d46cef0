using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Validates briefs and brand kits. Problems name the fields of the brief.</summary>
internal static partial class BriefValidator
{
    public const int MaxConcepts = 16;
    public static string NotLanguage => RuleTexts.NotLanguage;
    private const int MaxLanguages = 12;
    public const int MaxHeadlines = 10;
    public const int MaxCallsToAction = 5;
    private const int MaxWords = 50;
    private const int MaxWord = 60;
    private const int MaxCustomSizes = 10;

    /// <summary>
    /// Validates a brief. If it has too many of anything, nothing else is checked, so that the work is bounded by the limits of a brief and
    /// not by what was sent.
    /// </summary>
    /// <returns>False if there are too many of something.</returns>
    public static bool Run(Brief brief, FieldValidator validator)
    {
        if (!Counts(brief, validator))
        {
            return false;
        }

        validator.Text("name", brief.Name, 1, BriefLimits.Name);
        validator.Text("brand", brief.Brand, 0, BriefLimits.Name);
        validator.Text("product", brief.Product, 0, BriefLimits.Text);
        validator.Text("audience", brief.Audience, 0, BriefLimits.Text);
        validator.Text("message", brief.Message, 0, BriefLimits.Text);
        validator.Text("tone", brief.Tone, 0, BriefLimits.Text);
        validator.Text("visual_style", brief.VisualStyle, 0, BriefLimits.Text);
        validator.Text("occasion", brief.Occasion, 0, BriefLimits.Text);
        Look(brief.Look, validator);
        Words(brief.WordsToAvoid, validator);
        Copy(brief, validator);
        Formats(brief, validator);
        Template(brief.Template, validator);
        Size(brief, validator);
        return true;
    }

    public static void Kit(BrandKit kit, FieldValidator validator)
    {
        if (!WordCount(kit.WordsToAvoid, validator))
        {
            return;
        }

        validator.Text("name", kit.Name, 1, BriefLimits.Name);
        validator.Text("tone", kit.Tone, 0, BriefLimits.Text);
        Look(kit.Look, validator);
        Words(kit.WordsToAvoid, validator);
    }

    public static void Template(string? template, FieldValidator validator) => Known(
        "template", template, CreativeTemplate.All.Select(template => template.Id), validator);

    public static void Placement(string? placement, FieldValidator validator) => Known(
        "placement", placement, Enum.GetValues<TextPlacement>().Where(place => place != TextPlacement.Beside).Select(Wire.Name), validator);

    /// <summary>Validates a text of a creative. A text that is too long is not searched for words to avoid.</summary>
    public static void Text(string field, string? text, int min, int max, AvoidedWords avoided, FieldValidator validator)
    {
        if (!validator.Text(field, text, min, max))
        {
            return;
        }

        foreach (var word in avoided.In(text))
        {
            validator.Add(field, LocalText.Format(RuleTexts.AvoidedWord, word));
        }
    }

    private static void Look(BrandLook look, FieldValidator validator)
    {
        foreach (var (field, colour) in new[] { ("look.primary", look.Primary), ("look.secondary", look.Secondary) })
        {
            if (colour is null || !Colour().IsMatch(colour))
            {
                validator.Add(field, RuleTexts.NotAColour);
            }
        }

        Known("look.typeface", look.Typeface, Typeface.All.Select(typeface => typeface.Id), validator);
    }

    private static void Known(string field, string? id, IEnumerable<string> known, FieldValidator validator)
    {
        if (!string.IsNullOrEmpty(id) && !known.Contains(id))
        {
            validator.Add(field, LocalText.Format(RuleTexts.UnknownValue, string.Join(", ", known)));
        }
    }

    /// <summary>Checks the counts and stops at the first that is too large.</summary>
    private static bool Counts(Brief brief, FieldValidator validator) =>
        WordCount(brief.WordsToAvoid, validator)
        && validator.Count("copy", brief.Copy.Length, 1, MaxLanguages, RuleTexts.Languages)
        && brief.Copy.Select((copy, index) => (copy, field: At("copy", index))).All(language =>
            TextCount($"{language.field}.headlines", language.copy.Headlines, brief.Copy[0].Headlines, MaxHeadlines, RuleTexts.NoHeadline, validator)
            && TextCount($"{language.field}.calls_to_action", language.copy.CallsToAction, brief.Copy[0].CallsToAction, MaxCallsToAction, RuleTexts.NoCallToAction, validator))
        && validator.Count("formats", brief.Formats.Length, 0, CampaignFormats.All.Length, RuleTexts.Formats)
        && validator.Count("custom_sizes", brief.CustomSizes.Length, 0, MaxCustomSizes, RuleTexts.Sizes);

    private static bool WordCount(ImmutableArray<string> words, FieldValidator validator) =>
        validator.Count("words_to_avoid", words.Length, 0, MaxWords, RuleTexts.Words);

    private static bool TextCount(string field, ImmutableArray<string> texts, ImmutableArray<string> inFirst, int max, string missing, FieldValidator validator)
    {
        if (texts.IsEmpty)
        {
            validator.Add(field, missing);
            return true;
        }

        var isValid = validator.Count(field, texts.Length, 1, max, RuleTexts.Texts);
        if (isValid && texts.Length != inFirst.Length)
        {
            validator.Add(field, LocalText.Format(RuleTexts.TextsDiffer, texts.Length, inFirst.Length));
        }

        return isValid;
    }

    private static void Words(ImmutableArray<string> words, FieldValidator validator)
    {
        for (var i = 0; i < words.Length; i++)
        {
            validator.Text(At("words_to_avoid", i), words[i], 1, MaxWord);
        }
    }

    private static void Copy(Brief brief, FieldValidator validator)
    {
        var avoided = new AvoidedWords(brief.WordsToAvoid.Where(word => word.Length <= MaxWord));
        for (var i = 0; i < brief.Copy.Length; i++)
        {
            var (copy, field) = (brief.Copy[i], At("copy", i));
            if (!IsLanguage(copy.Language))
            {
                validator.Add($"{field}.language", NotLanguage);
            }
            else if (brief.Copy.Take(i).Any(other => other.Language.Equals(copy.Language, StringComparison.OrdinalIgnoreCase)))
            {
                validator.Add($"{field}.language", LocalText.Format(RuleTexts.DuplicateLanguage, copy.Language));
            }

            Texts($"{field}.headlines", copy.Headlines, BriefLimits.Headline, avoided, validator);
            Texts($"{field}.calls_to_action", copy.CallsToAction, BriefLimits.CallToAction, avoided, validator);
            Text($"{field}.small_print", copy.SmallPrint, 0, BriefLimits.SmallPrint, avoided, validator);
        }
    }

    private static void Texts(string field, ImmutableArray<string> texts, int max, AvoidedWords avoided, FieldValidator validator)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            Text(At(field, i), texts[i], 1, max, avoided, validator);
        }
    }

    private static void Formats(Brief brief, FieldValidator validator)
    {
        if (brief.Formats.IsEmpty && brief.CustomSizes.IsEmpty)
        {
            validator.Add("formats", RuleTexts.ChooseFormat);
        }

        var known = CampaignFormats.All.Select(format => format.Id).ToList();
        foreach (var id in brief.Formats.Except(known).Take(5))
        {
            validator.Add("formats", LocalText.Format(RuleTexts.UnknownFormat, (id.Length > 40 ? id[..40] : id), string.Join(", ", known)));
        }

        if (brief.Formats.Distinct().Count() != brief.Formats.Length || brief.CustomSizes.Distinct().Count() != brief.CustomSizes.Length)
        {
            validator.Add("formats", RuleTexts.DuplicateFormat);
        }

        foreach (var size in brief.CustomSizes.Where(size => !CampaignFormats.TryFind($"custom-{size}", out _)).Take(5))
        {
            validator.Add("custom_sizes", LocalText.Format(RuleTexts.EdgeRange, size, CampaignFormats.MinEdge, CampaignFormats.MaxEdge));
        }
    }

    private static void Size(Brief brief, FieldValidator validator)
    {
        if (brief.Concepts is < 1 or > MaxConcepts)
        {
            validator.Add("concepts", LocalText.Format(RuleTexts.ConceptRange, MaxConcepts));
            return;
        }

        var count = brief.Copy.Sum(copy => (long)copy.Headlines.Length * copy.CallsToAction.Length)
            * brief.Concepts * (brief.Formats.Length + brief.CustomSizes.Length);
        if (count > CreativeMatrix.MaxCreatives)
        {
            validator.Add("concepts", LocalText.Format(RuleTexts.TooManyCreatives, count, CreativeMatrix.MaxCreatives));
        }
    }

    /// <summary>True if a text is a language tag, such as <c>en</c> or <c>pt-BR</c>.</summary>
    public static bool IsLanguage(string text) => Language().IsMatch(text);

    private static string At(string field, int index) => string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]");

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Colour();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    private static partial Regex Language();
}
