using Darkroom.Imaging;

namespace Darkroom.Bench.Perception;

/// <summary>How a run looked to whoever waited for it. Times are in seconds since the click.</summary>
/// <param name="ByPoints">With completeness measured point by point.</param>
/// <param name="ByStructure">With completeness measured by structure, which blur lacks.</param>
internal sealed record Impression(Wait ByPoints, Wait ByStructure, Marks Marks, int Frames)
{
    /// <summary>A tile is empty as it is shortly before anything can have come from the provider.</summary>
    private const double EmptyMs = 300;

    public static async Task<Impression> OfAsync(
        Recording recording, int width, int height, ImagePipeline pipeline, CancellationToken cancellationToken)
    {
        var (marks, frames) = recording;
        var seen = frames.Where(frame => frame.At >= marks.Clicked).ToList();
        var looks = new List<Look[]>();
        foreach (var frame in seen)
        {
            var pixels = await Look.PixelsAsync(pipeline, frame, cancellationToken);
            looks.Add([.. marks.Tiles.Select(tile => new Look(pixels, width, height, tile))]);
        }

        var times = seen.ConvertAll(frame => (frame.At - marks.Clicked) / 1000);
        var empty = looks[Math.Max(0, seen.FindLastIndex(frame => frame.At <= marks.Clicked + EmptyMs))];
        var final = looks[^1];
        return new Impression(WaitBy((one, other) => -one.DifferenceFrom(other)), WaitBy((one, other) => one.SimilarityTo(other)), marks, seen.Count);

        // How near a tile is to its final look, on a scale from the empty tile to the final look itself.
        Wait WaitBy(Func<Look, Look, double> nearness) => Wait.Of(times, looks.ConvertAll(screen => screen.Select((look, tile) =>
        {
            var (nothing, all) = (nearness(empty[tile], final[tile]), nearness(final[tile], final[tile]));
            return Math.Clamp((nearness(look, final[tile]) - nothing) / (all - nothing), 0, 1);
        }).Average()));
    }
}

/// <summary>What a course of completeness means to who waits, in seconds since the click.</summary>
/// <param name="Perceived">The time that is waited, each moment counted by what is still missing.</param>
/// <param name="Half">When half of the final look was there.</param>
/// <param name="Most">When 90 % of it was there.</param>
internal sealed record Wait(double Perceived, double Half, double Most)
{
    private const double MostOfIt = 0.9;

    /// <param name="times">Of each frame, ascending.</param>
    /// <param name="complete">0 to 1, of each frame.</param>
    public static Wait Of(List<double> times, List<double> complete)
    {
        // Until the first frame after the click nothing is there.
        var perceived = times[0];
        for (var i = 0; i + 1 < times.Count; i++)
        {
            perceived += (1 - complete[i]) * (times[i + 1] - times[i]);
        }

        return new Wait(perceived, First(0.5), First(MostOfIt));

        double First(double share) => times[complete.FindIndex(one => one >= share)];
    }
}
