using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Briefs;

/// <summary>The rules of a brief, in its own fields' names.</summary>
internal static partial class BriefValidator
{
    public const int MaxConcepts = 16;
    private const int MaxLanguages = 12;
    private const int MaxHeadlines = 10;
    private const int MaxCallsToAction = 5;
    private const int MaxWords = 50;
    private const int MaxWord = 60;
    private const int MaxCustomSizes = 10;

    /// <summary>
    /// Counts first: with too many of anything nothing else is looked at, so that the work is bounded by what a brief can hold and
    /// not by what was sent.
    /// </summary>
    /// <returns>False if there are too many of something.</returns>
    public static bool Run(Brief brief, FieldValidator check)
    {
        if (!Counts(brief, check))
        {
            return false;
        }

        check.Text("name", brief.Name, 1, BriefLimits.Name);
        check.Text("brand", brief.Brand, 0, BriefLimits.Name);
        check.Text("product", brief.Product, 0, BriefLimits.Text);
        check.Text("audience", brief.Audience, 0, BriefLimits.Text);
        check.Text("message", brief.Message, 0, BriefLimits.Text);
        check.Text("tone", brief.Tone, 0, BriefLimits.Text);
        check.Text("visual_style", brief.VisualStyle, 0, BriefLimits.Text);
        check.Text("occasion", brief.Occasion, 0, BriefLimits.Text);
        Look(brief.Look, check);
        Words(brief.WordsToAvoid, check);
        Copy(brief, check);
        Formats(brief, check);
        Template(brief.Template, check);
        Size(brief, check);
        return true;
    }

    public static void Kit(BrandKit kit, FieldValidator check)
    {
        if (!WordCount(kit.WordsToAvoid, check))
        {
            return;
        }

        check.Text("name", kit.Name, 1, BriefLimits.Name);
        check.Text("tone", kit.Tone, 0, BriefLimits.Text);
        Look(kit.Look, check);
        Words(kit.WordsToAvoid, check);
    }

    public static void Template(string? template, FieldValidator check) => Known(
        "template", template, CreativeTemplates.All.Select(one => one.Id), check);

    /// <summary>Checks a text of a creative; one that is too long is not searched for words.</summary>
    public static void Text(string field, string? text, int shortest, int longest, AvoidedWords avoided, FieldValidator check)
    {
        if (!check.Text(field, text, shortest, longest))
        {
            return;
        }

        foreach (var word in avoided.In(text))
        {
            check.Add(field, $"It contains '{word}', which is one of the words to avoid.");
        }
    }

    private static void Look(BrandLook look, FieldValidator check)
    {
        foreach (var (field, colour) in new[] { ("look.primary", look.Primary), ("look.secondary", look.Secondary) })
        {
            if (colour is null || !Colour().IsMatch(colour))
            {
                check.Add(field, "It is not a colour. Write # and six hexadecimal digits, such as #c8402a.");
            }
        }

        Known("look.typeface", look.Typeface, Typefaces.All.Select(one => one.Id), check);
    }

    private static void Known(string field, string? id, IEnumerable<string> known, FieldValidator check)
    {
        if (!string.IsNullOrEmpty(id) && !known.Contains(id))
        {
            check.Add(field, $"There is none of that name. Choose one of {string.Join(", ", known)}.");
        }
    }

    /// <summary>Stops at the first that is too large.</summary>
    private static bool Counts(Brief brief, FieldValidator check) =>
        WordCount(brief.WordsToAvoid, check)
        && check.Count("copy", brief.Copy.Length, 1, MaxLanguages, "languages")
        && brief.Copy.Select((copy, index) => (copy, field: At("copy", index))).All(one =>
            TextCount($"{one.field}.headlines", one.copy.Headlines, brief.Copy[0].Headlines, MaxHeadlines, check)
            && TextCount($"{one.field}.calls_to_action", one.copy.CallsToAction, brief.Copy[0].CallsToAction, MaxCallsToAction, check))
        && check.Count("formats", brief.Formats.Length, 0, CampaignFormats.All.Length, "formats")
        && check.Count("custom_sizes", brief.CustomSizes.Length, 0, MaxCustomSizes, "sizes");

    private static bool WordCount(ImmutableArray<string> words, FieldValidator check) =>
        check.Count("words_to_avoid", words.Length, 0, MaxWords, "words");

    private static bool TextCount(string field, ImmutableArray<string> texts, ImmutableArray<string> inFirst, int most, FieldValidator check)
    {
        var few = check.Count(field, texts.Length, 1, most, "texts");
        if (few && texts.Length != inFirst.Length)
        {
            check.Add(field, $"There are {texts.Length}, and {inFirst.Length} in the first language. Give every language as many.");
        }

        return few;
    }

    private static void Words(ImmutableArray<string> words, FieldValidator check)
    {
        for (var i = 0; i < words.Length; i++)
        {
            check.Text(At("words_to_avoid", i), words[i], 1, MaxWord);
        }
    }

    private static void Copy(Brief brief, FieldValidator check)
    {
        var avoided = new AvoidedWords(brief.WordsToAvoid.Where(word => word.Length <= MaxWord));
        for (var i = 0; i < brief.Copy.Length; i++)
        {
            var (copy, field) = (brief.Copy[i], At("copy", i));
            if (!Language().IsMatch(copy.Language))
            {
                check.Add($"{field}.language", "It is not a language tag. Write one such as en, ar or pt-BR.");
            }
            else if (brief.Copy.Take(i).Any(other => other.Language.Equals(copy.Language, StringComparison.OrdinalIgnoreCase)))
            {
                check.Add($"{field}.language", $"The language {copy.Language} is there already. Give each language once.");
            }

            Texts($"{field}.headlines", copy.Headlines, BriefLimits.Headline, avoided, check);
            Texts($"{field}.calls_to_action", copy.CallsToAction, BriefLimits.CallToAction, avoided, check);
            Text($"{field}.small_print", copy.SmallPrint, 0, BriefLimits.SmallPrint, avoided, check);
        }
    }

    private static void Texts(string field, ImmutableArray<string> texts, int longest, AvoidedWords avoided, FieldValidator check)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            Text(At(field, i), texts[i], 1, longest, avoided, check);
        }
    }

    private static void Formats(Brief brief, FieldValidator check)
    {
        if (brief.Formats.IsEmpty && brief.CustomSizes.IsEmpty)
        {
            check.Add("formats", "Choose at least one format.");
        }

        var known = CampaignFormats.All.Select(format => format.Id).ToList();
        foreach (var id in brief.Formats.Except(known).Take(5))
        {
            check.Add("formats", $"There is no format '{(id.Length > 40 ? id[..40] : id)}'. Choose from: {string.Join(", ", known)}.");
        }

        if (brief.Formats.Distinct().Count() != brief.Formats.Length || brief.CustomSizes.Distinct().Count() != brief.CustomSizes.Length)
        {
            check.Add("formats", "One of them is there twice. Choose each once.");
        }

        foreach (var size in brief.CustomSizes.Where(size => !CampaignFormats.TryFind($"custom-{size}", out _)).Take(5))
        {
            check.Add("custom_sizes", $"{size} is not possible: edges have {CampaignFormats.MinEdge} to {CampaignFormats.MaxEdge} pixels.");
        }
    }

    private static void Size(Brief brief, FieldValidator check)
    {
        if (brief.Concepts is < 1 or > MaxConcepts)
        {
            check.Add("concepts", $"Write a whole number from 1 to {MaxConcepts}.");
            return;
        }

        var count = brief.Copy.Sum(copy => (long)copy.Headlines.Length * copy.CallsToAction.Length)
            * brief.Concepts * (brief.Formats.Length + brief.CustomSizes.Length);
        if (count > CreativeMatrix.MaxCreatives)
        {
            check.Add("concepts", $"That would be {count:N0} creatives; at most {CreativeMatrix.MaxCreatives:N0} are possible. Take fewer concepts, formats, texts or languages.");
        }
    }

    private static string At(string field, int index) => string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]");

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Colour();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    private static partial Regex Language();
}
