using System.Text;

namespace Darkroom.Imaging.Drawing;

/// <summary>What stands between two pieces of a text if they are on the same line, and what a line that ends there shows.</summary>
internal enum PieceEnd
{
    /// <summary>A space, which is left out at the end of a line.</summary>
    Space,

    /// <summary>Nothing, and a hyphen at the end of a line.</summary>
    Hyphen,

    /// <summary>Nothing in both cases: the piece ends with its own hyphen or dash.</summary>
    Nothing,

    /// <summary>The line ends in any case.</summary>
    Paragraph,
}

/// <summary>A part of a text that stays on one line.</summary>
/// <param name="Width">In font sizes.</param>
/// <param name="IsPoor">True if a line should rather not end after it: at a poor <see cref="HyphenPlace"/>, within a compound.</param>
internal readonly record struct TextPiece(string Text, PieceEnd End, double Width, bool IsPoor = false)
{
    /// <summary>True if it is, or ends with, a word that belongs to the next one, such as an article.</summary>
    internal bool Leans => End == PieceEnd.Space && Text.Length is 1 or 2 && char.IsLetter(Text[^1]);

    /// <summary>True if a clause or sentence ends here.</summary>
    internal bool EndsClause => Text[^1] is '、' or '。' or '！' or '？' || (End == PieceEnd.Space && Text[^1] is ',' or '.' or ';' or ':' or '!' or '?' or '–' or '—');
}

/// <summary>Splits texts where lines may end: in scripts with spaces at these, in Japanese after phrases.</summary>
internal static class TextPieces
{
    private const char SoftHyphen = '\u00AD';

    /// <summary>Stands for a soft hyphen at a poor place. A control character, so no text contains it.</summary>
    private const char PoorHyphen = '\u001F';

    private const char ZeroWidthSpace = '\u200B';

    /// <summary>Shorter compounds, such as "week-end", are not divided.</summary>
    private const int ShortCompound = 11;

    private const string WordJoiners = "\u2060\u2011";

    /// <summary>Splits a text.</summary>
    /// <param name="text">A text returned by <see cref="Typesetter.Clean"/>.</param>
    /// <param name="widths">The widths of the text's style.</param>
    /// <param name="hyphenator">Hyphenates words; null for none. A word with soft hyphens has its own places.</param>
    /// <param name="widest">Words up to this width, in font sizes, are not hyphenated.</param>
    internal static List<TextPiece> Split(string text, GlyphWidths widths, Hyphenator? hyphenator, double widest)
    {
        var pieces = new List<TextPiece>();
        foreach (var paragraph in text.Split('\n'))
        {
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                AddWord(pieces, word, widths, hyphenator, widest);
            }

            if (pieces.Count > 0)
            {
                pieces[^1] = pieces[^1] with { End = PieceEnd.Paragraph };
            }
        }

        return pieces;
    }

    private static void AddWord(List<TextPiece> pieces, string word, GlyphWidths widths, Hyphenator? hyphenator, double widest)
    {
        var marked = hyphenator is not null && !word.Contains(SoftHyphen, StringComparison.Ordinal) && widths.Of(word) > widest ? Marked(word, hyphenator) : word;
        var piece = new StringBuilder();
        for (var at = 0; at < marked.Length; at++)
        {
            var end = EndAfter(marked, at);
            if (marked[at] is not (SoftHyphen or PoorHyphen or ZeroWidthSpace))
            {
                piece.Append(marked[at]);
            }

            if (end is var (found, isPoor) && piece.Length > 0)
            {
                Add(found, isPoor);
            }
        }

        if (piece.Length > 0)
        {
            Add(PieceEnd.Space);
        }
        else if (pieces.Count > 0)
        {
            pieces[^1] = pieces[^1] with { End = PieceEnd.Space };
        }

        void Add(PieceEnd end, bool isPoor = false)
        {
            var text = piece.ToString();
            pieces.Add(new TextPiece(text, end, widths.Of(text), isPoor));
            piece.Clear();
        }
    }

    /// <summary>Returns how a line may end after a character, and whether it should rather not; null if it may not.</summary>
    private static (PieceEnd End, bool IsPoor)? EndAfter(string word, int at) => word[at] switch
    {
        _ when at + 1 >= word.Length => null,
        SoftHyphen => (PieceEnd.Hyphen, false),
        PoorHyphen => (PieceEnd.Hyphen, true),
        ZeroWidthSpace => (PieceEnd.Nothing, false),
        _ when WordJoiners.Contains(word[at + 1], StringComparison.Ordinal) => null,
        '/' when IsInWord(word, at) => (PieceEnd.Nothing, false),
        '-' or '\u2010' when IsInWord(word, at) && CompoundAround(word, at) >= ShortCompound => (PieceEnd.Nothing, true),
        '–' or '—' when at >= 1 && char.IsLetter(word[at + 1]) => (PieceEnd.Nothing, false),
        _ => JapanesePhrases.After(word, at) switch
        {
            PhraseEnd.Good => (PieceEnd.Nothing, false),
            PhraseEnd.Poor => (PieceEnd.Nothing, true),
            _ => null,
        },
    };

    private static bool IsInWord(string word, int at) => at >= 2 && char.IsLetter(word[at - 1]) && at + 2 < word.Length && char.IsLetter(word[at + 1]);

    /// <summary>Returns the number of letters and hyphens around one.</summary>
    private static int CompoundAround(string word, int at)
    {
        var (from, to) = (at, at + 1);
        while (from > 0 && IsPart(word[from - 1]))
        {
            from--;
        }

        while (to < word.Length && IsPart(word[to]))
        {
            to++;
        }

        return to - from;

        static bool IsPart(char letter) => char.IsLetter(letter) || letter is '-' or '\u2010' or '\u2011' or SoftHyphen or PoorHyphen;
    }

    /// <summary>Puts soft hyphens into the letters of a word, not beside its own hyphens.</summary>
    private static string Marked(string word, Hyphenator hyphenator)
    {
        var marked = new StringBuilder();
        for (var start = 0; start < word.Length;)
        {
            var end = start;
            while (end < word.Length && char.IsLetter(word[end]))
            {
                end++;
            }

            var letters = word[start..end];
            var from = 0;
            foreach (var (at, isPoor) in hyphenator.Places(letters))
            {
                marked.Append(letters, from, at - from).Append(isPoor ? PoorHyphen : SoftHyphen);
                from = at;
            }

            marked.Append(letters, from, letters.Length - from);
            if (end < word.Length)
            {
                marked.Append(word[end]);
                end++;
            }

            start = end;
        }

        return marked.ToString();
    }
}
