namespace Darkroom.Imaging.Drawing;

/// <summary>What is between two characters of a Japanese text.</summary>
internal enum PhraseEnd
{
    /// <summary>The phrase goes on.</summary>
    None,

    /// <summary>Perhaps a phrase ends, or a compound can be divided.</summary>
    Poor,

    /// <summary>A phrase ends.</summary>
    Good,
}

/// <summary>
/// Finds the phrases of Japanese texts: a word with the particles and endings after it. Without a dictionary, by the rule that readers use: words begin in
/// kanji or katakana and end in hiragana.
/// </summary>
internal static class JapanesePhrases
{
    private const string ClauseEnds = "、。，．！？";
    private const string Closing = "」』）】〉》〕";
    private const string Opening = "「『（【〈《〔";
    private const string NeverFirst = ClauseEnds + Closing + "…・：；ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々〜～";

    /// <summary>Hiragana that end a particle, an adjective or a verb. Others are more often within one, as in 食べ放題 and 乗り換え.</summary>
    private const string WordEnds = "のをにでとはがもへやなるたてくらかばよねうすんずだぬむぶつ";

    private enum Kind
    {
        Other,
        Hiragana,
        Katakana,
        Kanji,
    }

    /// <summary>True if a text is Japanese: Chinese has no hiragana and katakana.</summary>
    internal static bool Has(string text) => text.Any(character => KindOf(character) is Kind.Hiragana or Kind.Katakana);

    /// <summary>Returns what is after a character that is not the last one.</summary>
    internal static PhraseEnd After(string text, int at)
    {
        var (character, next) = (text[at], text[at + 1]);
        var (kind, nextKind) = (KindOf(character), KindOf(next));
        if (NeverFirst.Contains(next, StringComparison.Ordinal) || Opening.Contains(character, StringComparison.Ordinal))
        {
            return PhraseEnd.None;
        }

        if (ClauseEnds.Contains(character, StringComparison.Ordinal) || Opening.Contains(next, StringComparison.Ordinal)
            || (Closing.Contains(character, StringComparison.Ordinal) && nextKind != Kind.Hiragana))
        {
            return PhraseEnd.Good;
        }

        // The honorifics お and ご belong to the kanji after them.
        if (IsHonorific(at + 1))
        {
            return PhraseEnd.Good;
        }

        if (kind == Kind.Hiragana)
        {
            return IsHonorific(at) ? PhraseEnd.None
                : nextKind == Kind.Hiragana ? (character == 'を' ? PhraseEnd.Good : PhraseEnd.None)
                : WordEnds.Contains(character, StringComparison.Ordinal) || (character == 'い' && at > 0 && text[at - 1] == 'し') ? PhraseEnd.Good
                : PhraseEnd.Poor;
        }

        return kind != nextKind && kind is Kind.Kanji or Kind.Katakana && nextKind is Kind.Kanji or Kind.Katakana ? PhraseEnd.Poor : PhraseEnd.None;

        bool IsHonorific(int index) => text[index] is 'お' or 'ご'
            && index + 1 < text.Length && KindOf(text[index + 1]) == Kind.Kanji && (index == 0 || KindOf(text[index - 1]) == Kind.Hiragana);
    }

    private static Kind KindOf(char character) => character switch
    {
        >= '\u3041' and <= '\u309F' => Kind.Hiragana,
        (>= '\u30A1' and <= '\u30FF') or (>= '\uFF66' and <= '\uFF9F') => Kind.Katakana,
        (>= '\u3400' and <= '\u9FFF') or '々' => Kind.Kanji,
        _ => Kind.Other,
    };
}
