namespace Darkroom.Imaging.Drawing;

/// <summary>Lines of a text.</summary>
/// <param name="Text">The text with a line break and, if necessary, a hyphen at the end of each line.</param>
/// <param name="Widest">The width of the widest line, in font sizes.</param>
/// <param name="Hyphens">How many words are hyphenated.</param>
/// <param name="ShortLast">True if the last line is a single word of less than half the width of the widest line.</param>
internal sealed record BrokenText(string Text, int Lines, double Widest, int Hyphens, bool ShortLast);

/// <summary>Where lines may end, beside spaces.</summary>
/// <param name="Max">How many may end with a hyphen that is added.</param>
/// <param name="Poor">True if they may end at poor places, see <see cref="TextPiece.IsPoor"/>.</param>
internal readonly record struct LineHyphens(int Max, bool Poor);

/// <summary>
/// Breaks a text into a number of lines: as narrow as possible, or as even as possible within a width. Even lines avoid hyphens, lines of a
/// single short word and a preposition at the end of a line, and prefer to end with a clause.
/// </summary>
internal sealed class LineBreaker
{
    private const double Never = double.PositiveInfinity;
    private const double HyphenCost = 0.3;

    /// <summary>The cost of a poor place, beside that of its hyphen.</summary>
    private const double PoorCost = 0.12;

    private const double LonelyCost = 3;

    /// <summary>A single word below this share of the mean line is lonely.</summary>
    private const double Lonely = 0.5;

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

    /// <summary>True if any word can be hyphenated.</summary>
    internal bool CanHyphenate => _pieces.Any(piece => piece.End == PieceEnd.Hyphen);

    /// <summary>True if a line could end at a poor place.</summary>
    internal bool HasPoorPlaces => _pieces.Any(piece => piece.IsPoor);

    /// <summary>Returns the smallest possible width of the widest line; infinity if the text cannot be divided into that many lines.</summary>
    /// <param name="lonely">True if a line may be a single short word.</param>
    internal double Narrowest(int lines, LineHyphens hyphens, bool lonely) => Solve(
        lines, hyphens.Max, (from, to) => (lonely || !IsLonely(from, to, lines)) && (hyphens.Poor || !_pieces[to - 1].IsPoor) ? Width(from, to) : Never, Math.Max).Cost;

    /// <summary>Returns even lines.</summary>
    /// <param name="widest">The width that no line exceeds, in font sizes. It must be possible.</param>
    internal BrokenText Even(int lines, double widest, LineHyphens hyphens)
    {
        var target = Math.Max(0.1, Average(lines));
        var ends = Solve(lines, hyphens.Max, Cost, (sum, cost) => sum + cost).Ends;
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
            var (width, end) = (Width(from, to), _pieces[to - 1]);
            if (width > widest * 1.0001 || (end.IsPoor && !hyphens.Poor))
            {
                return Never;
            }

            var off = (target - width) / target;
            return (off * off)
                + (end.End == PieceEnd.Hyphen ? HyphenCost : 0)
                + (end.IsPoor ? PoorCost : 0)
                + (end.Leans ? LeaningCost : 0)
                - (end.EndsClause ? ClauseGain : 0)
                + (IsLonely(from, to, lines) ? LonelyCost : 0);
        }
    }

    private double Average(int lines) => _before[^1] / lines;

    /// <summary>True if a line is a single word that is short beside the others. A line that ends at a line break of the text does not count.</summary>
    private bool IsLonely(int from, int to, int lines) => lines > 1
        && IsOneWord(from, to) && Width(from, to) < Average(lines) * Lonely
        && (from == 0 || _pieces[from - 1].End != PieceEnd.Paragraph) && (to == _pieces.Count || _pieces[to - 1].End == PieceEnd.Space);

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

    /// <summary>Finds the best division into exactly so many lines, line by line, with at most so many hyphens.</summary>
    private (double Cost, List<int> Ends) Solve(int lines, int hyphens, Func<int, int, double> costOf, Func<double, double, double> add)
    {
        var count = _pieces.Count;

        // A state is a number of hyphens and how many pieces are set.
        var states = (hyphens + 1) * (count + 1);
        var best = new double[states];
        Array.Fill(best, Never);
        best[0] = 0;
        var from = new int[lines, states];
        for (var line = 0; line < lines; line++)
        {
            var next = new double[states];
            Array.Fill(next, Never);
            for (var state = 0; state < states; state++)
            {
                var start = state % (count + 1);
                if (double.IsPositiveInfinity(best[state]) || start == count)
                {
                    continue;
                }

                for (var end = start + 1; end <= count; end++)
                {
                    var piece = _pieces[end - 1].End;
                    var to = state - start + end + (piece == PieceEnd.Hyphen ? count + 1 : 0);
                    if (to < states && add(best[state], costOf(start, end)) is var cost && cost < next[to])
                    {
                        (next[to], from[line, to]) = (cost, state);
                    }

                    if (piece == PieceEnd.Paragraph)
                    {
                        break;
                    }
                }
            }

            best = next;
        }

        var last = Enumerable.Range(0, hyphens + 1).Select(used => (used * (count + 1)) + count).MinBy(state => best[state]);
        var ends = new List<int>(lines);
        if (!double.IsPositiveInfinity(best[last]))
        {
            var state = last;
            for (var line = lines - 1; line >= 0; line--)
            {
                ends.Insert(0, state % (count + 1));
                state = from[line, state];
            }
        }

        return (best[last], ends);
    }
}
