using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Darkroom.Campaigns.Formats;
using Darkroom.Campaigns.Layout;

namespace Darkroom.Campaigns;

/// <summary>The rules of a brief, in its own fields' names.</summary>
internal static partial class BriefCheck
{
    public const int MaxConcepts = 16;
    private const int MaxLanguages = 12;
    private const int MaxWords = 50;
    private const int MaxCustomSizes = 10;

    public static void Run(Brief brief, FieldCheck check)
    {
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
    }

    public static void Kit(BrandKit kit, FieldCheck check)
    {
        check.Text("name", kit.Name, 1, BriefLimits.Name);
        check.Text("tone", kit.Tone, 0, BriefLimits.Text);
        Look(kit.Look, check);
        Words(kit.WordsToAvoid, check);
    }

    public static void Template(string? template, FieldCheck check) => Known(
        "template", template, CreativeTemplates.All.Select(one => one.Id), check);

    public static void Avoided(string field, string? text, ImmutableArray<string> words, FieldCheck check)
    {
        foreach (var word in words.Where(word => word.Length > 0 && WholeWord(word).IsMatch(text ?? "")))
        {
            check.Add(field, $"It contains '{word}', which is one of the words to avoid.");
        }
    }

    /// <summary>A word as such, in any case: "cheap" is not in "cheapskate".</summary>
    public static Regex WholeWord(string word) =>
        new($@"(?<!\w){Regex.Escape(word)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static void Look(BrandLook look, FieldCheck check)
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

    private static void Known(string field, string? id, IEnumerable<string> known, FieldCheck check)
    {
        if (!string.IsNullOrEmpty(id) && !known.Contains(id))
        {
            check.Add(field, $"There is none of that name. Choose one of {string.Join(", ", known)}.");
        }
    }

    private static void Words(ImmutableArray<string> words, FieldCheck check)
    {
        check.Count("words_to_avoid", words.Length, 0, MaxWords, "words");
        for (var i = 0; i < Math.Min(words.Length, MaxWords); i++)
        {
            check.Text(At("words_to_avoid", i), words[i], 1, 60);
        }
    }

    private static void Copy(Brief brief, FieldCheck check)
    {
        check.Count("copy", brief.Copy.Length, 1, MaxLanguages, "languages");
        for (var i = 0; i < Math.Min(brief.Copy.Length, MaxLanguages); i++)
        {
            var (copy, first, field) = (brief.Copy[i], brief.Copy[0], At("copy", i));
            if (!Language().IsMatch(copy.Language))
            {
                check.Add($"{field}.language", "It is not a language tag. Write one such as en, ar or pt-BR.");
            }
            else if (brief.Copy.Take(i).Any(other => other.Language.Equals(copy.Language, StringComparison.OrdinalIgnoreCase)))
            {
                check.Add($"{field}.language", $"The language {copy.Language} is there already. Give each language once.");
            }

            Texts($"{field}.headlines", copy.Headlines, first.Headlines.Length, 10, BriefLimits.Headline, brief, check);
            Texts($"{field}.calls_to_action", copy.CallsToAction, first.CallsToAction.Length, 5, BriefLimits.CallToAction, brief, check);
            check.Text($"{field}.small_print", copy.SmallPrint, 0, BriefLimits.SmallPrint);
            Avoided($"{field}.small_print", copy.SmallPrint, brief.WordsToAvoid, check);
        }
    }

    private static void Texts(string field, ImmutableArray<string> texts, int inFirst, int most, int longest, Brief brief, FieldCheck check)
    {
        check.Count(field, texts.Length, 1, most, "texts");
        if (texts.Length != inFirst)
        {
            check.Add(field, $"There are {texts.Length}, and {inFirst} in the first language. Give every language as many.");
        }

        for (var i = 0; i < Math.Min(texts.Length, most); i++)
        {
            check.Text(At(field, i), texts[i], 1, longest);
            Avoided(At(field, i), texts[i], brief.WordsToAvoid, check);
        }
    }

    private static void Formats(Brief brief, FieldCheck check)
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

        check.Count("custom_sizes", brief.CustomSizes.Length, 0, MaxCustomSizes, "sizes");
        foreach (var size in brief.CustomSizes.Where(size => !CampaignFormats.TryFind($"custom-{size}", out _)).Take(5))
        {
            check.Add("custom_sizes", $"{size} is not possible: edges have {CampaignFormats.LeastEdge} to {CampaignFormats.MostEdge} pixels.");
        }
    }

    private static void Size(Brief brief, FieldCheck check)
    {
        if (brief.Concepts is < 1 or > MaxConcepts)
        {
            check.Add("concepts", $"Write a whole number from 1 to {MaxConcepts}.");
            return;
        }

        var count = brief.Copy.Sum(copy => (long)copy.Headlines.Length * copy.CallsToAction.Length)
            * brief.Concepts * (brief.Formats.Length + brief.CustomSizes.Length);
        if (count > Matrix.MostCreatives)
        {
            check.Add("concepts", $"That would be {count:N0} creatives; at most {Matrix.MostCreatives:N0} are possible. Take fewer concepts, formats, texts or languages.");
        }
    }

    private static string At(string field, int index) => string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]");

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Colour();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    private static partial Regex Language();
}
