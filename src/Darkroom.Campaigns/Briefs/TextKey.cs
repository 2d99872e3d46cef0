using System.Collections.Immutable;
using System.Globalization;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Names the texts of one language, as marks of unchecked texts do: <c>headline.0</c>, <c>call_to_action.0</c> and <c>small_print</c>.</summary>
public static class TextKey
{
    public const string SmallPrint = "small_print";

    public static string Headline(int index) => string.Create(CultureInfo.InvariantCulture, $"headline.{index}");

    public static string CallToAction(int index) => string.Create(CultureInfo.InvariantCulture, $"call_to_action.{index}");

    /// <summary>Returns the texts of a language in order, without empty small print.</summary>
    public static IEnumerable<(string Key, string Text)> In(CampaignCopy copy) =>
    [
        .. copy.Headlines.Select((text, index) => (Headline(index), text)),
        .. copy.CallsToAction.Select((text, index) => (CallToAction(index), text)),
        .. string.IsNullOrEmpty(copy.SmallPrint) ? Array.Empty<(string, string)>() : [(SmallPrint, copy.SmallPrint)],
    ];

    /// <summary>Returns a text; null if the language does not have it.</summary>
    public static string? Find(CampaignCopy copy, string key) => In(copy).Where(text => text.Key == key).Select(text => text.Text).FirstOrDefault();

    /// <summary>Returns the maximum length of a text in grapheme clusters.</summary>
    public static int Limit(string key) =>
        key == SmallPrint ? BriefLimits.SmallPrint : key.StartsWith("headline", StringComparison.Ordinal) ? BriefLimits.Headline : BriefLimits.CallToAction;

    /// <summary>Replaces texts of a language. Keys of texts that it does not have are ignored, except for small print.</summary>
    public static CampaignCopy Replace(CampaignCopy copy, IReadOnlyDictionary<string, string> texts) => copy with
    {
        Headlines = [.. copy.Headlines.Select((text, index) => texts.GetValueOrDefault(Headline(index), text))],
        CallsToAction = [.. copy.CallsToAction.Select((text, index) => texts.GetValueOrDefault(CallToAction(index), text))],
        SmallPrint = texts.GetValueOrDefault(SmallPrint, copy.SmallPrint ?? "") is { Length: > 0 } print ? print : null,
    };

    /// <summary>Returns the copy with the marks of the same texts in a brief: a text that stays as it is stays unchecked.</summary>
    public static CampaignCopy WithMarksOf(CampaignCopy copy, Brief before) =>
        before.Copy.FirstOrDefault(other => other.Language.Equals(copy.Language, StringComparison.OrdinalIgnoreCase)) is { Unchecked.IsEmpty: false } earlier
            ? copy with { Unchecked = [.. earlier.Unchecked.Where(key => Find(earlier, key) == Find(copy, key))] }
            : copy;

    /// <summary>Returns the copy with only those marks that belong to a text.</summary>
    public static CampaignCopy WithKnownMarks(CampaignCopy copy) => copy.Unchecked.IsEmpty
        ? copy
        : copy with { Unchecked = [.. In(copy).Select(text => text.Key).Intersect(copy.Unchecked)] };
}
