using System.Text.RegularExpressions;

namespace Darkroom.Imaging.Drawing;

/// <summary>Binds words that a line break must not separate, by the rules of a language: with no-break spaces, narrow ones beside French punctuation and within abbreviations.</summary>
public static partial class WordBinding
{
    private const char NoBreak = '\u00A0';
    private const char Narrow = '\u202F';

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

        text = Abbreviation().Replace(text, Narrow.ToString());
        return NumberAndUnit().Replace(text, NoBreak.ToString());
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
