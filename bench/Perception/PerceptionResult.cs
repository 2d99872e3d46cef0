using Darkroom.Imaging;

namespace Darkroom.Bench.Perception;

/// <summary>The perceived wait of a run. Times are in seconds since the click.</summary>
/// <param name="ByPoints">The times, with completeness measured point by point.</param>
/// <param name="ByStructure">The times, with completeness measured by structure, which blur lacks.</param>
internal sealed record PerceptionResult(WaitTimes ByPoints, WaitTimes ByStructure, PageMetrics PageMetrics, int Frames)
{
    /// <summary>The time after the click at which the tiles are still empty: before the provider can have sent anything.</summary>
    private const double EmptyMs = 300;

    public static async Task<PerceptionResult> CreateAsync(
        Recording recording, int width, int height, ImagePipeline pipeline, CancellationToken cancellationToken)
    {
        var (marks, frames) = recording;
        var seen = frames.Where(frame => frame.At >= marks.Clicked).ToList();
        var looks = new List<BrightnessMap[]>();
        foreach (var frame in seen)
        {
            var pixels = await BrightnessMap.PixelsAsync(pipeline, frame, cancellationToken);
            looks.Add([.. marks.Tiles.Select(tile => new BrightnessMap(pixels, width, height, tile))]);
        }

        var times = seen.ConvertAll(frame => (frame.At - marks.Clicked) / 1000);
        var empty = looks[Math.Max(0, seen.FindLastIndex(frame => frame.At <= marks.Clicked + EmptyMs))];
        var final = looks[^1];
        return new PerceptionResult(WaitBy((one, other) => -one.DifferenceFrom(other)), WaitBy((one, other) => one.SimilarityTo(other)), marks, seen.Count);

        // How near a tile is to its final state, on a scale from the empty tile, 0, to the final state, 1.
        WaitTimes WaitBy(Func<BrightnessMap, BrightnessMap, double> nearness) => WaitTimes.Create(times, looks.ConvertAll(screen => screen.Select((look, tile) =>
        {
            var (nothing, all) = (nearness(empty[tile], final[tile]), nearness(final[tile], final[tile]));
            return Math.Clamp((nearness(look, final[tile]) - nothing) / (all - nothing), 0, 1);
        }).Average()));
    }
}

/// <summary>The wait for an image, in seconds since the click.</summary>
/// <param name="Perceived">The time weighted by what is still missing at each moment.</param>
/// <param name="Half">The time when half of the final state was visible.</param>
/// <param name="Most">The time when 90 % of it was visible.</param>
internal sealed record WaitTimes(double Perceived, double Half, double Most)
{
    private const double MostOfIt = 0.9;

    /// <param name="times">The time of each frame, ascending.</param>
    /// <param name="complete">The completeness of each frame, 0 to 1.</param>
    public static WaitTimes Create(List<double> times, List<double> complete)
    {
        // Nothing is visible until the first frame after the click.
        var perceived = times[0];
        for (var i = 0; i + 1 < times.Count; i++)
        {
            perceived += (1 - complete[i]) * (times[i + 1] - times[i]);
        }

        return new WaitTimes(perceived, First(0.5), First(MostOfIt));

        double First(double share) => times[complete.FindIndex(one => one >= share)];
    }
}
