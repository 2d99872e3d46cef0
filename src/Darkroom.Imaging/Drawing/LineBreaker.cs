namespace Darkroom.Imaging.Drawing;

/// <summary>Lines of a text.</summary>
/// <param name="Text">The text with a line break and, if necessary, a hyphen at the end of each line.</param>
/// <param name="Widest">The width of the widest line, in font sizes.</param>
/// <param name="Hyphens">How many words are hyphenated.</param>
/// <param name="ShortLast">True if the last line is a single word of less than half the width of the widest line.</param>
internal sealed record BrokenText(string Text, int Lines, double Widest, int Hyphens, bool ShortLast);

/// <summary>
/// Breaks a text into a number of lines: as narrow as possible, or as even as possible within a width. Even lines avoid hyphens, a single short
/// word in the last line and a preposition at the end of a line, and prefer to end with a clause.
/// </summary>
internal sealed class LineBreaker
{
    private const double Never = double.PositiveInfinity;
    private const double HyphenCost = 0.3;
    private const double ShortLastCost = 3;
    private const double LeaningCost = 0.05;
    private const double ClauseGain = 0.06;

    private readonly List<TextPiece> _pieces;
    private readonly double _space;
    private readonly double _hyphen;

    /// <summary>The sum of widths and spaces before each piece.</summary>
    private readonly double[] _before;

    internal LineBreaker(List<TextPiece> pieces, GlyphWidths widths)
    {
        _pieces = pieces;
        _space = widths.Of(" ");
        _hyphen = widths.Of("-");
        _before = new double[pieces.Count + 1];
        for (var at = 0; at < pieces.Count; at++)
        {
            _before[at + 1] = _before[at] + pieces[at].Width + (pieces[at].End == PieceEnd.Space ? _space : 0);
        }

        MinLines = pieces.Count(piece => piece.End == PieceEnd.Paragraph);
    }

    internal int MinLines { get; }

    internal int MaxLines => _pieces.Count;

    /// <summary>True if hyphens can be left out, so that there is a difference between the two.</summary>
    internal bool CanHyphenate => _pieces.Any(piece => piece.End == PieceEnd.Hyphen);

    /// <summary>Returns the width of the widest line if that is as narrow as possible; infinite if there is no such division.</summary>
    internal double Narrowest(int lines, bool hyphens, bool shortLast) =>
        Solve(lines, (from, to) => CanEnd(to, hyphens) && (shortLast || !IsShortLast(from, to, lines)) ? Width(from, to) : Never, Math.Max).Cost;

    /// <summary>Returns even lines.</summary>
    /// <param name="widest">The width that no line exceeds, in font sizes. It must be possible.</param>
    internal BrokenText Even(int lines, double widest, bool hyphens)
    {
        var target = Math.Max(0.1, Average(lines));
        var ends = Solve(lines, Cost, (sum, cost) => sum + cost).Ends;
        var start = 0;
        var set = new List<string>(lines);
        foreach (var end in ends)
        {
            set.Add(Line(start, end));
            start = end;
        }

        var widths = ends.Select((end, line) => Width(line == 0 ? 0 : ends[line - 1], end)).ToList();
        var last = ends.Count > 1 ? ends[^2] : 0;
        return new BrokenText(
            string.Join('\n', set),
            ends.Count,
            widths.Max(),
            ends.Count(end => _pieces[end - 1].End == PieceEnd.Hyphen),
            ends.Count > 1 && IsOneWord(last, ends[^1]) && _pieces[last - 1].End != PieceEnd.Paragraph && widths[^1] < widths.Max() / 2);

        double Cost(int from, int to)
        {
            var width = Width(from, to);
            if (!CanEnd(to, hyphens) || width > widest * 1.0001)
            {
                return Never;
            }

            var off = (target - width) / target;
            var end = _pieces[to - 1];
            return (off * off)
                + (end.End == PieceEnd.Hyphen ? HyphenCost : 0)
                + (end.Leans ? LeaningCost : 0)
                - (end.EndsClause ? ClauseGain : 0)
                + (IsShortLast(from, to, lines) ? ShortLastCost : 0);
        }
    }

    private double Average(int lines) => _before[^1] / lines;

    private bool CanEnd(int to, bool hyphens) => hyphens || _pieces[to - 1].End != PieceEnd.Hyphen;

    private bool IsShortLast(int from, int to, int lines) =>
        lines > 1 && to == _pieces.Count && from > 0 && _pieces[from - 1].End != PieceEnd.Paragraph && IsOneWord(from, to) && Width(from, to) < Average(lines) / 2;

    private bool IsOneWord(int from, int to)
    {
        for (var at = from; at < to - 1; at++)
        {
            if (_pieces[at].End == PieceEnd.Space)
            {
                return false;
            }
        }

        return true;
    }

    private double Width(int from, int to) =>
        _before[to - 1] - _before[from] + _pieces[to - 1].Width + (_pieces[to - 1].End == PieceEnd.Hyphen ? _hyphen : 0);

    private string Line(int from, int to)
    {
        var line = string.Concat(Enumerable.Range(from, to - from).Select(at => _pieces[at].Text + (_pieces[at].End == PieceEnd.Space && at < to - 1 ? " " : "")));
        return _pieces[to - 1].End == PieceEnd.Hyphen ? $"{line}-" : line;
    }

    /// <summary>Finds the best division into exactly so many lines, line by line.</summary>
    private (double Cost, List<int> Ends) Solve(int lines, Func<int, int, double> costOf, Func<double, double, double> add)
    {
        var count = _pieces.Count;
        var best = new double[count + 1];
        Array.Fill(best, Never);
        best[0] = 0;
        var from = new int[lines, count + 1];
        for (var line = 0; line < lines; line++)
        {
            var next = new double[count + 1];
            Array.Fill(next, Never);
            for (var start = line; start < count; start++)
            {
                if (double.IsPositiveInfinity(best[start]))
                {
                    continue;
                }

                for (var end = start + 1; end <= count; end++)
                {
                    var cost = add(best[start], costOf(start, end));
                    if (cost < next[end])
                    {
                        (next[end], from[line, end]) = (cost, start);
                    }

                    if (_pieces[end - 1].End == PieceEnd.Paragraph)
                    {
                        break;
                    }
                }
            }

            best = next;
        }

        var ends = new List<int>(lines);
        if (!double.IsPositiveInfinity(best[count]))
        {
            var end = count;
            for (var line = lines - 1; line >= 0; line--)
            {
                ends.Insert(0, end);
                end = from[line, end];
            }
        }

        return (best[count], ends);
    }
}
