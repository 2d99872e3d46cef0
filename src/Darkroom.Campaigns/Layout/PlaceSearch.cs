using System.Collections.Immutable;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>How a stack is changed to keep the subject free.</summary>
/// <param name="Width">The share of the column's width.</param>
/// <param name="Size">The share of the headline's largest size.</param>
/// <param name="Raised">
/// True for another arrangement: at a side, texts at the top; at the top, the headline above the subject and the button below it.
/// </param>
internal readonly record struct StackShape(double Width, double Size, bool Raised = false);

/// <summary>A stack at a place.</summary>
/// <param name="Covered">The areas of the image that it covers. They do not overlap.</param>
/// <param name="Warnings">What a person should check if it is drawn.</param>
internal sealed record PlacedStack(TextPlacement Place, StackShape Shape, Stack Stack, ImmutableArray<PixelArea> Covered, IReadOnlyList<LayoutWarning> Warnings)
{
    /// <summary>True if it covers the core of the subject.</summary>
    internal bool CoversSubject { get; init; }
}

/// <summary>
/// Finds the place of texts on an image. In this order: the size and column that a template prefers, a narrower column, smaller type, another
/// place; the core of the subject is covered only if nothing is free at a readable size.
/// </summary>
/// <param name="map">What there is to see in the image.</param>
/// <param name="margin">The space in pixels between texts and the core of the subject: what makes them readable reaches beyond them.</param>
/// <param name="plan">Plans the stack at a place; null if the place does not have the shape.</param>
internal sealed class PlaceSearch(BusyMap map, int margin, Func<TextPlacement, StackShape, PlacedStack?> plan)
{
    /// <summary>How much calmer another place must be than the one that a template prefers.</summary>
    private const double PreferFirst = 0.05;

    /// <summary>How much calmer the place of a smaller headline must be, for each part of the size that is lost.</summary>
    private const double PreferLarge = 0.35;

    /// <summary>As <see cref="PreferLarge"/>, for each part of the column's width that is lost.</summary>
    private const double PreferWide = 0.1;

    /// <summary>How much calmer the place of texts in their other arrangement must be.</summary>
    private const double PreferUsual = 0.02;

    /// <summary>Other shapes are tried only if every place covers more than this share of the image's detail.</summary>
    private const double Calm = 0.25;

    /// <summary>The share of the core that may be covered, such as the end of a sleeve.</summary>
    private const double Touch = 0.02;

    /// <summary>
    /// Each round is tried only if the earlier ones found nothing. At a side the column becomes narrower, elsewhere only the type becomes smaller;
    /// both have few sizes, because fitting a headline takes a millisecond.
    /// </summary>
    private static readonly StackShape[][] Rounds =
    [
        [new(1, 1)],
        [new(0.8, 1), new(1, 0.8), new(1, 1, Raised: true), new(0.8, 1, Raised: true), new(1, 0.8, Raised: true)],
        [new(0.62, 0.8), new(1, 0.62), new(0.62, 0.8, Raised: true), new(1, 0.62, Raised: true)],
        [new(0.48, 0.5), new(1, 0.5), new(0.48, 0.5, Raised: true), new(1, 0.5, Raised: true)],
    ];

    /// <summary>Returns the best place.</summary>
    /// <param name="places">The places, best first.</param>
    internal PlacedStack Best(ImmutableArray<TextPlacement> places)
    {
        var tried = new List<(PlacedStack Placed, double Busy, double Core)>();
        for (var round = 0; round < Rounds.Length && !(round > 0 && IsEnough(Best(tried, places[0]), round)); round++)
        {
            foreach (var placed in places.SelectMany(place => Rounds[round].Select(shape => plan(place, shape))).OfType<PlacedStack>())
            {
                tried.Add((placed, map.ShareIn(placed.Covered.AsSpan()), map.CoreIn([.. placed.Covered.Select(area => area.Inset(-margin))])));
            }
        }

        var best = Best(tried, places[0]);
        return best.Placed with { CoversSubject = best.Core > Touch };
    }

    /// <summary>A panel, which is meant to cover something, keeps its size unless it covers the subject.</summary>
    private static bool IsEnough((PlacedStack Placed, double Busy, double Core) best, int round) =>
        best.Core <= Touch && (round > 1 || best.Busy <= Calm || best.Placed.Stack.Options.Panel is not null);

    private static (PlacedStack Placed, double Busy, double Core) Best(List<(PlacedStack Placed, double Busy, double Core)> tried, TextPlacement first)
    {
        var warnings = tried.Min(one => one.Placed.Warnings.Count);
        var largest = tried.Max(one => SizeOf(one.Placed));
        return tried
            .OrderBy(one => one.Placed.Warnings.Count > warnings)
            .ThenBy(one => one.Core > Touch)
            .ThenBy(one => (one.Core > Touch ? one.Core : 0)
                + one.Busy
                + (one.Placed.Place == first ? 0 : PreferFirst)
                + (PreferLarge * (1 - ((double)SizeOf(one.Placed) / largest)))
                + (PreferWide * (1 - one.Placed.Shape.Width))
                + (one.Placed.Shape.Raised ? PreferUsual : 0))
            .First();
    }

    private static int SizeOf(PlacedStack placed) => placed.Stack.Headline?.Text.Size ?? 1;
}
