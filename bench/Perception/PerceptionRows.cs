using Darkroom.Bench.Load;
using Darkroom.Bench.Provider;
using Darkroom.Bench.Report;
using Darkroom.Imaging;

namespace Darkroom.Bench.Perception;

/// <summary>Measures the perceived wait over 10 Mbit/s and 40 ms, on Darkroom's studio and on the relay's page.</summary>
/// <param name="runs">The number of runs; the median counts.</param>
internal sealed class PerceptionRows(ProviderProcess provider, RelayContender? relay, string chromium, int runs)
{
    private const double MaxFirstPaintMs = 300;
    private readonly ImagePipeline _pipeline = new(new ImagingOptions());

    /// <summary>Measures each number of images.</summary>
    /// <param name="counts">The numbers of images per generation.</param>
    public async Task<List<Row>> MeasureAsync(int[] counts, CancellationToken cancellationToken)
    {
        await using var session = await ChromiumSession.StartAsync(chromium);
        var rows = new List<Row>();
        foreach (var images in counts)
        {
            // Without an earlier build, whose page may look different.
            var ours = await MedianAsync(session, DarkroomContender.Current, Candidate.Studio, images, cancellationToken);
            var theirs = relay is null ? null : await MedianAsync(session, relay, Candidate.Relay, images, cancellationToken);
            rows.AddRange(CreateRows(images, new Measured<PerceptionResult>(ours, null, theirs)));
        }

        return rows;
    }

    private static List<Row> CreateRows(int images, Measured<PerceptionResult> each)
    {
        var load = images == 1 ? "1 image, 10 Mbit/s" : $"{images} images, 10 Mbit/s";
        var target = images switch
        {
            1 => Target.RatioToRelay(0.4),
            4 => Target.RatioToRelay(0.15),
            _ => null,
        };
        Row NewRow(string figure, Func<PerceptionResult, double> value, Unit unit, Target? target = null) =>
            each.Row(figure, load, value, unit, target);
        return
        [
            NewRow("perceived wait, by points", one => one.ByPoints.Perceived, Unit.Seconds, target),
            NewRow("perceived wait, by structure", one => one.ByStructure.Perceived, Unit.Seconds, target),
            NewRow("half of the final look, by structure", one => one.ByStructure.Half, Unit.Seconds),
            NewRow("90 % of the final look, by structure", one => one.ByStructure.Most, Unit.Seconds),
            NewRow("long tasks after the click", one => one.PageMetrics.LongTasks, Unit.Count),
            NewRow("the longest of them", one => one.PageMetrics.Longest, Unit.Milliseconds),
            NewRow("layout shift (CLS)", one => one.PageMetrics.Shift, Unit.Shift),
            NewRow("first paint of the page", one => one.PageMetrics.Paint, Unit.Milliseconds, Target.AtMost(MaxFirstPaintMs)),
            NewRow("last script of the page", one => one.PageMetrics.Scripts, Unit.Milliseconds),
        ];
    }

    /// <summary>Returns the run with the median perceived wait, of several in one warm process.</summary>
    private async Task<PerceptionResult> MedianAsync(
        ChromiumSession session, Contender contender, Candidate candidate, int images, CancellationToken cancellationToken)
    {
        await using var run = await LoadRun.StartAsync(contender, provider, new LoadPlan(runs), cancellationToken);
        var seen = new List<PerceptionResult>();
        for (var i = 0; i < runs; i++)
        {
            var recording = await session.RecordAsync(run.Server, candidate, $"a lighthouse in a storm, run {i + 1}", images, cancellationToken);
            seen.Add(await PerceptionResult.CreateAsync(recording, ChromiumSession.Width, ChromiumSession.Height, _pipeline, cancellationToken));
            Console.Error.WriteLine($"{contender.Name}: {images} on the screen, {seen[^1].Frames} frames");
        }

        return seen.OrderBy(one => one.ByStructure.Perceived).ElementAt(runs / 2);
    }
}
