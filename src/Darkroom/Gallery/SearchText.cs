using System.Globalization;
using System.Text;

namespace Darkroom.Gallery;

/// <summary>
/// Prepares texts and search words for a full-text index that knows only words between spaces. Text in Chinese, Japanese, Korean and Thai becomes
/// overlapping pairs of characters and its last character, so that any part of it is found as a phrase and a single character as a prefix. An emoji
/// becomes one word of its code points, without its skin tone. Other words stay as they are.
/// </summary>
/// <remarks>The index is expected to be FTS5 with the tokenizer <c>unicode61 remove_diacritics 2</c>, for which letters, digits and private-use
/// characters make words.</remarks>
public static class SearchText
{
    /// <summary>Stands between two texts, so that no phrase is found across them. No query contains it.</summary>
    private const char Boundary = '\uE000';

    /// <summary>Added to Thai marks, which the tokenizer would take for spaces.</summary>
    private const int PrivateMarks = 0xE100 - 0x0E00;

    private const int TextStyle = 0xFE0E;
    private const int EmojiStyle = 0xFE0F;
    private const int Joiner = 0x200D;
    private const int Keycap = 0x20E3;

    /// <summary>Returns the indexed form of an image's texts; null and empty ones are skipped.</summary>
    public static string ForIndex(IEnumerable<string?> texts)
    {
        var index = new StringBuilder();
        foreach (var text in texts)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            if (index.Length > 0)
            {
                index.Append(' ').Append(Boundary).Append(' ');
            }

            if (Ascii.IsValid(text))
            {
                index.Append(text);
            }
            else
            {
                Append(index, text, isQuery: false);
            }
        }

        return index.ToString();
    }

    /// <summary>Returns the FTS5 query for a word or a phrase, quoted so that nothing in it is an operator; null if it contains nothing to find.</summary>
    /// <param name="text">The word, or the words that follow each other.</param>
    /// <param name="unfinished">Also finds words that the last one is the beginning of.</param>
    public static string? ForQuery(string text, bool unfinished)
    {
        var words = new StringBuilder();
        var last = Append(words, text, isQuery: true);
        var prefix = last == Part.SingleCharacter || (unfinished && last == Part.Plain) ? "*" : "";
        return last == Part.Nothing ? null : $"\"{words}\"{prefix}";
    }

    private static bool IsInWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse
            && rune.Value != Boundary);

    private static bool IsDiacritic(Rune rune) => rune.Value is >= 0x0300 and <= 0x036F;

    /// <summary>Appends the words of a text, and returns what the last one is.</summary>
    /// <param name="isQuery">Leaves out the last character of pairs at the end: the indexed text may continue there.</param>
    private static Part Append(StringBuilder to, string text, bool isQuery)
    {
        var last = Part.Nothing;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf16(rest, out var rune, out var length);
            if (IsUnspaced(rune.Value))
            {
                to.Append(' ');
                length = AppendPairs(to, rest, isQuery, out last);
                to.Append(' ');
            }
            else if (IsEmoji(rune, rest[length..]))
            {
                to.Append(' ');
                length = AppendEmoji(to, rest);
                to.Append(' ');
                last = Part.Whole;
            }
            else
            {
                // Everything else separates words. The tokenizer agrees, but not on what its Unicode does not contain yet.
                var isInWord = IsInWord(rune);
                to.Append(isInWord || IsDiacritic(rune) ? rune.ToString() : " ");
                last = isInWord ? Part.Plain : last;
            }

            rest = rest[length..];
        }

        return last;
    }

    /// <summary>Appends the pairs of characters that a text begins with, and returns how much of it they are.</summary>
    private static int AppendPairs(StringBuilder to, ReadOnlySpan<char> text, bool isQuery, out Part last)
    {
        var (count, end) = (0, 0);
        var previous = default(Rune);
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text[end..], out var rune, out var length);
            if (IsUnspaced(rune.Value))
            {
                rune = IsThaiMark(rune.Value) ? new Rune(rune.Value + PrivateMarks) : rune;
                if (count > 0)
                {
                    to.Append(previous.ToString()).Append(rune.ToString()).Append(' ');
                }

                previous = rune;
                count++;
            }
            else if (!IsVariant(rune.Value))
            {
                break;
            }

            end += length;
        }

        if (count == 1 || !isQuery || !IsEnd(text[end..]))
        {
            to.Append(previous.ToString());
        }

        last = count == 1 ? Part.SingleCharacter : Part.Whole;
        return end;
    }

    /// <summary>Returns whether nothing that makes a word follows.</summary>
    private static bool IsEnd(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var length);
            text = text[length..];
            if (IsInWord(rune) || IsUnspaced(rune.Value) || IsEmoji(rune, text))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Appends the emoji that a text begins with, and returns how much of it that is.</summary>
    private static int AppendEmoji(StringBuilder to, ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var first, out var end);
        to.Append('e').Append(CultureInfo.InvariantCulture, $"{first.Value:x}");
        var (flag, joined) = (IsFlagLetter(first.Value), false);
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text[end..], out var rune, out var length);
            var isPart = joined || rune.Value == Keycap || rune.Value is >= 0xE0020 and < 0xE007F || (flag && IsFlagLetter(rune.Value));
            if (isPart && !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
            {
                to.Append('z').Append(CultureInfo.InvariantCulture, $"{rune.Value:x}");
                (flag, joined) = (false, false);
            }
            else if (rune.Value == Joiner && text.Length > end + length && NextIsEmoji(text[(end + length)..]))
            {
                joined = true;
            }
            else if (rune.Value is not (TextStyle or EmojiStyle or 0xE007F) && !IsSkinTone(rune.Value))
            {
                break;
            }

            end += length;
        }

        return end;
    }

    private static bool NextIsEmoji(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var rune, out var length);
        return IsEmoji(rune, text[length..]);
    }

    /// <summary>Returns whether a character is an emoji or a similar symbol, or becomes one by what follows it.</summary>
    private static bool IsEmoji(Rune rune, ReadOnlySpan<char> rest) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol && rune != Rune.ReplacementChar
        || rune.Value is >= 0x1F000 and <= 0x1FAFF
        || (rest is [(char)EmojiStyle, ..] && !Rune.IsLetterOrDigit(rune) && !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
        || ((rest is [(char)Keycap, ..] or [(char)EmojiStyle, (char)Keycap, ..]) && (Rune.IsDigit(rune) || rune.Value is '#' or '*'));

    private static bool IsFlagLetter(int rune) => rune is >= 0x1F1E6 and <= 0x1F1FF;

    private static bool IsSkinTone(int rune) => rune is >= 0x1F3FB and <= 0x1F3FF;

    private static bool IsThaiMark(int rune) => rune is 0x0E31 or (>= 0x0E34 and <= 0x0E3A) or (>= 0x0E47 and <= 0x0E4E);

    /// <summary>Returns whether a character only chooses a form of the one before it: variation selectors and marks of sound in Japanese.</summary>
    private static bool IsVariant(int rune) => rune is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or 0x3099 or 0x309A;

    /// <summary>Returns whether a character belongs to a script without spaces between words, or, as Korean, with endings at its words.</summary>
    private static bool IsUnspaced(int rune) => rune >= 0x0E01 && (IsThai(rune) || IsHangul(rune) || IsKana(rune) || IsHan(rune));

    private static bool IsThai(int rune) => rune is (>= 0x0E01 and <= 0x0E3A) or (>= 0x0E40 and <= 0x0E4E);

    private static bool IsHangul(int rune) => rune is (>= 0x1100 and <= 0x11FF) or (>= 0x3131 and <= 0x318E) or (>= 0xA960 and <= 0xA97C)
        or (>= 0xAC00 and <= 0xD7A3) or (>= 0xD7B0 and <= 0xD7FB) or (>= 0xFFA0 and <= 0xFFDC);

    private static bool IsKana(int rune) => rune is (>= 0x3041 and <= 0x3096) or (>= 0x309D and <= 0x309F) or (>= 0x30A1 and <= 0x30FA)
        or (>= 0x30FC and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x1AFF0 and <= 0x1B16F);

    private static bool IsHan(int rune) => rune is (>= 0x3005 and <= 0x3007) or (>= 0x3021 and <= 0x3029) or (>= 0x3031 and <= 0x3035)
        or (>= 0x3038 and <= 0x303B) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3FFFD);

    /// <summary>What a text ends with.</summary>
    private enum Part
    {
        Nothing,

        /// <summary>A word that may be unfinished.</summary>
        Plain,

        /// <summary>A character that pairs begin with.</summary>
        SingleCharacter,

        /// <summary>Pairs of characters, or an emoji.</summary>
        Whole,
    }
}
