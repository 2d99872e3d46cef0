using System.Collections.Immutable;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>A part of the matrix: as much as a browser shows without effort.</summary>
/// <param name="Shown">In the order of the page: format by format.</param>
/// <param name="First">Which of all that match the first shown one is, counted from 1.</param>
/// <param name="Matching">How many match, shown or not.</param>
/// <param name="Before">The creative that the page before begins with; null on the first.</param>
/// <param name="After">The creative that the next page begins with; null on the last.</param>
public sealed record CellPage(ImmutableArray<MatrixCell> Shown, int First, int Matching, string? Before, string? After)
{
    /// <summary>The most creatives on one page.</summary>
    public const int Size = 60;

    /// <param name="cells">All of a campaign.</param>
    /// <param name="takes">Which of them match.</param>
    /// <param name="from">
    /// The creative that it begins with. It need not match any more: what was decided on a page does not move the page. One that is not
    /// there any more leads to the first page.
    /// </param>
    public static CellPage Create(ImmutableArray<MatrixCell> cells, Func<MatrixCell, bool> takes, string? from)
    {
        var inOrder = cells.GroupBy(cell => cell.Format.Id).SelectMany(format => format).ToImmutableArray();
        var place = from is null ? 0 : Math.Max(0, inOrder.AsSpan().IndexOf(inOrder.FirstOrDefault(cell => cell.Key == from)));
        var start = inOrder[..place].Count(takes);
        var matching = inOrder.Where(takes).ToImmutableArray();

        // Everything from there on was decided away: the last page that has something.
        start = start < matching.Length ? start : Math.Max(0, matching.Length - Size);
        var end = Math.Min(matching.Length, start + Size);
        return new CellPage(
            matching[start..end],
            start + 1,
            matching.Length,
            start > 0 ? matching[Math.Max(0, start - Size)].Key : null,
            end < matching.Length ? matching[end].Key : null);
    }
}
