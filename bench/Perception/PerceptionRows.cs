using Darkroom.Bench.Load;
using Darkroom.Bench.Provider;
using Darkroom.Bench.Report;
using Darkroom.Imaging;

namespace Darkroom.Bench.Perception;

/// <summary>How pictures look while they come, over 10 Mbit/s and 40 ms, on Darkroom's studio and on the relay's page.</summary>
/// <param name="runs">Of which the middle one counts.</param>
internal sealed class PerceptionRows(ProviderProcess provider, RelayContender? relay, string chromium, int runs)
{
    private readonly ImagePipeline _pipeline = new(new ImagingOptions());

    /// <param name="counts">How many images at once.</param>
    public async Task<List<Row>> MeasureAsync(int[] counts, CancellationToken cancellationToken)
    {
        await using var looker = await Looker.StartAsync(chromium);
        var rows = new List<Row>();
        foreach (var images in counts)
        {
            var ours = await MedianAsync(looker, new DarkroomContender(), Candidate.Studio, images, cancellationToken);
            var theirs = relay is null ? null : await MedianAsync(looker, relay, Candidate.Relay, images, cancellationToken);
            rows.AddRange(Of(images, ours, theirs));
        }

        return rows;
    }

    private static List<Row> Of(int images, Impression ours, Impression? theirs)
    {
        var load = images == 1 ? "1 image, 10 Mbit/s" : $"{images} images, 10 Mbit/s";
        var target = images switch
        {
            1 => Target.OfRelay(0.4),
            4 => Target.OfRelay(0.15),
            _ => null,
        };
        Row NewRow(string figure, Func<Impression, double> value, Unit unit, Target? target = null) =>
            new(figure, load, value(ours), theirs is null ? double.NaN : value(theirs), unit, target);
        return
        [
            NewRow("perceived wait, by points", one => one.ByPoints.Perceived, Unit.Seconds, target),
            NewRow("perceived wait, by structure", one => one.ByStructure.Perceived, Unit.Seconds, target),
            NewRow("half of the final look, by structure", one => one.ByStructure.Half, Unit.Seconds),
            NewRow("90 % of the final look, by structure", one => one.ByStructure.Most, Unit.Seconds),
            NewRow("long tasks after the click", one => one.Marks.LongTasks, Unit.Count),
            NewRow("the longest of them", one => one.Marks.Longest, Unit.Milliseconds),
            NewRow("layout shift (CLS)", one => one.Marks.Shift, Unit.Shift),
            NewRow("first paint of the page", one => one.Marks.Paint, Unit.Milliseconds),
            NewRow("last script of the page", one => one.Marks.Scripts, Unit.Milliseconds),
        ];
    }

    /// <summary>Of a few runs in one warm process, the one with the middle perceived wait.</summary>
    private async Task<Impression> MedianAsync(
        Looker looker, Contender contender, Candidate candidate, int images, CancellationToken cancellationToken)
    {
        await using var run = await LoadRun.StartAsync(contender, provider, new LoadPlan(runs), cancellationToken);
        var seen = new List<Impression>();
        for (var i = 0; i < runs; i++)
        {
            var recording = await looker.LookAsync(run.Server, candidate, $"a lighthouse in a storm, seen for the {i + 1}. time", images, cancellationToken);
            seen.Add(await Impression.OfAsync(recording, Looker.Width, Looker.Height, _pipeline, cancellationToken));
            Console.Error.WriteLine($"{contender.Name}: {images} on the screen, {seen[^1].Frames} frames");
        }

        return seen.OrderBy(one => one.ByStructure.Perceived).ElementAt(runs / 2);
    }
}
