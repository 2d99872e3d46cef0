using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Darkroom.Imaging.Drawing;

/// <summary>Binds words that a line break must not separate, by the rules of a language: with no-break spaces, narrow ones beside French punctuation and within abbreviations.</summary>
public static partial class WordBinding
{
    private const char NoBreak = '\u00A0';
    private const char Narrow = '\u202F';

    /// <summary>
    /// Words that a line must not end with, by language: articles, prepositions, conjunctions and pronouns of at most three letters (Polish
    /// typographers call them orphans). In Slavic languages every word of one letter is one, too.
    /// </summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> ShortWords = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["fr"] = "à au aux ce ces cet de des du en et la le les ma me mes mon ne ni nos ou où par qui sa se ses si son sur ta te tes ton un une vos y",
        ["ca"] = "a al als amb de del dels el els en i la les o per un una",
        ["es"] = "a al con de del e el en la las lo los mi o por se sin su sus tu u un una y",
        ["it"] = "a ad ai al con da dai dal de dei del di e ed fra gli i il in la le lo nei nel o per su sui sul tra un una uno",
        ["pt"] = "a à ao aos as às com da das de do dos e em na nas no nos o os ou por sem seu sua um uma",
        ["ro"] = "a al cu de din în la o pe și un",
        ["pl"] = "bez co do dla ku na nad od po pod to we za ze że",
        ["cs"] = "do ke ku na od po se ve za ze",
        ["sk"] = "do ko ku na od po so vo za zo",
        ["sl"] = "da do iz na ob od po pa pri se za",
        ["hr"] = "do iz na od po sa se uz za",
        ["bs"] = "do iz na od po sa se uz za",
        ["sr"] = "do iz na od po sa se uz za до из на од по са се уз за",
        ["ru"] = "во до за из ко на не ни об от по со",
        ["uk"] = "від до за зі із на не ні об по та",
        ["be"] = "ад да за на не ні па са",
        ["bg"] = "в във да до за из на не от по с със",
    }.ToFrozenDictionary(words => words.Key, words => words.Value.Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Returns the text with some of its spaces replaced. Nothing is added: a text without spaces stays as it is.</summary>
    /// <param name="text">A text returned by <see cref="Typesetter.Clean"/>.</param>
    /// <param name="language">A language tag, or empty.</param>
    public static string Bind(string text, string language)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(language);
        var name = language.Split('-', 2)[0].ToLowerInvariant();
        if (name == "fr")
        {
            text = FrenchPunctuation().Replace(text, Narrow.ToString());
        }

        if (name is "pl" or "cs" or "sk" or "sl" or "hr" or "sr" or "bs" or "ru" or "uk" or "be" or "bg")
        {
            // The end of one match may be the start of the next: "a w domu".
            text = LoneLetter().Replace(text, NoBreak.ToString());
        }

        if (ShortWords.TryGetValue(name, out var words))
        {
            text = BindShort(text, words);
        }

        text = Abbreviation().Replace(text, Narrow.ToString());
        return NumberAndUnit().Replace(text, NoBreak.ToString());
    }

    /// <summary>Binds each of the words to the next one.</summary>
    private static string BindShort(string text, FrozenSet<string> words)
    {
        var bound = new StringBuilder(text);
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == ' ' && words.Contains(text[start..at].ToLowerInvariant()))
            {
                bound[at] = NoBreak;
            }

            start = char.IsLetter(text[at]) ? start : at + 1;
        }

        return bound.ToString();
    }

    [GeneratedRegex(@"[ \u00A0\u202F](?=[;:!?»])|(?<=«)[ \u00A0\u202F]")]
    private static partial Regex FrenchPunctuation();

    /// <summary>The space after a word of one letter, such as a preposition.</summary>
    [GeneratedRegex(@"(?<=(?:^|[\s(„“""'«])\p{L}) (?=\S)")]
    private static partial Regex LoneLetter();

    /// <summary>The space in an abbreviation of single letters such as "z. B.".</summary>
    [GeneratedRegex(@"(?<=(?:^|[\s\u202F(])\p{L}\.) (?=\p{L}\.)")]
    private static partial Regex Abbreviation();

    /// <summary>The spaces within a number, between a number and its unit or a short word, and after a title or "No.".</summary>
    [GeneratedRegex(@"(?<=\d) (?=\d{3}(?!\d))|(?<=\d\.?) (?=[%‰€$£¥₣₤₴₺°′″]|\p{L}{1,3}(?![\p{L}\d])|(?:Euro|Uhr|Tage|Nächte|nuits|jours|days|nights)(?!\p{L}))|(?<=[€$£¥]) (?=\d)|(?<=(?:^|\s)(?:Nr|No|n°|Dr|Prof|Mr|Mrs|Ms|St|Mme|nr|č)\.?) (?=[\d\p{Lu}])")]
    private static partial Regex NumberAndUnit();
}
