using Darkroom.Bench.Load;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Report;

/// <summary>Measures the servers, one after the other under the same load, each in a fresh, warmed-up process.</summary>
internal sealed class LoadRows(ProviderProcess provider, RelayContender? relay)
{
    private const int Few = 10;
    private const int Many = 50;
    private const int Max = 200;
    private const int MaxMemory = 250;
    private static readonly LoadPlan WarmUp = new(8, Rounds: 12);
    private static readonly LoadPlan[] Plans = [new(1, Rounds: 12), new(Few, Rounds: 4), new(Many, Rounds: 2), new(Max)];
    private static readonly LoadPlan Unwatched = new(Few, Rounds: 2);

    /// <summary>The first partial image of one stream, in milliseconds; null if it was not measured.</summary>
    private double? _firstOfOne;

    /// <summary>Measures every number of streams, and generations without viewers.</summary>
    public async Task<List<Row>> StreamsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var plan in Plans)
        {
            rows.AddRange(CreateRows(plan, await EachAsync(run => run.WatchedAsync(plan, cancellationToken), cancellationToken)));
        }

        var unwatched = await EachAsync(run => run.UnwatchedAsync(Unwatched, cancellationToken), cancellationToken);
        rows.Add(unwatched.Row(
            "server CPU per image, no viewer", InWords(Unwatched.Streams, "stream"), one => one.CpuPerImage, Unit.Milliseconds, Target.RatioToRelay(0.5)));
        return rows;
    }

    /// <summary>Measures one load.</summary>
    public async Task<List<Row>> OneAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        return CreateRows(plan, await EachAsync(run => run.WatchedAsync(plan, cancellationToken), cancellationToken));
    }

    /// <summary>Measures how the cost grows with the number of images and of viewers.</summary>
    public async Task<List<Row>> GrowthAsync(CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var images in new[] { 1, 4, 16 })
        {
            var plan = new LoadPlan(1, images, Rounds: 2);
            var each = await EachAsync(run => run.WatchedAsync(plan, cancellationToken), cancellationToken);
            var load = $"1 stream of {InWords(images, "image")}";
            rows.Add(each.Row("total", load, one => one.Total, Unit.Seconds));
            rows.Add(each.Row("server CPU per image", load, one => one.CpuPerImage, Unit.Milliseconds));
            rows.Add(each.Row("bytes to a viewer", load, one => one.BytesPerViewer / 1e3, Unit.Kilobytes));
        }

        await using var run = await LoadRun.StartAsync(DarkroomContender.Current, provider, WarmUp, cancellationToken);
        foreach (var viewers in new[] { 1, 10, 50, 200 })
        {
            var figures = await run.ObservedAsync(viewers, cancellationToken);
            var load = $"1 image, {InWords(viewers, "viewer")}";
            var alone = new Measured<LoadFigures>(figures, null, null);
            rows.Add(alone.Row("server CPU in all", load, one => one.CpuPerImage, Unit.Milliseconds));
            rows.Add(alone.Row("first partial, p99", load, one => one.FirstPartial(0.99), Unit.Milliseconds));
        }

        return rows;
    }

    /// <summary>Measures the start, the idle memory and the size of the studio page.</summary>
    public async Task<List<Row>> StartAsync(CancellationToken cancellationToken)
    {
        const int starts = 5;
        var start = await Measured<Startup>.OfAsync(relay, contender => Startup.MeasureAsync(contender, provider, starts, cancellationToken));
        await using var run = await LoadRun.StartAsync(DarkroomContender.Current, provider, new LoadPlan(1), cancellationToken);
        var page = new Measured<PageWeight>(await PageWeight.MeasureAsync(run.Server, cancellationToken), null, null);
        const string first = "process start to first answered request";
        const string without = "without images";
        return
        [
            start.Row(first, "idle", one => one.FirstAnswer, Unit.Seconds, Target.AtMost(0.6)),
            start.Row(first, "idle", one => one.FirstAnswer, Unit.Seconds, Target.RatioToEarlier(0.65)),
            start.Row("resident memory", "idle", one => one.IdleMemory, Unit.Megabytes, Target.AtMost(140)),
            start.Row("private memory", "idle", one => one.IdlePrivate, Unit.Megabytes, Target.AtMost(45)),
            page.Row("studio page, requests", without, one => one.Requests, Unit.Count, Target.AtMost(12)),
            page.Row("studio page, total", without, one => one.All / 1e3, Unit.Kilobytes, Target.AtMost(60)),
            page.Row("studio page, script", without, one => one.Scripts / 1e3, Unit.Kilobytes, Target.AtMost(30)),
        ];
    }

    private List<Row> CreateRows(LoadPlan plan, Measured<LoadFigures> each)
    {
        var load = InWords(plan.Streams, "stream") + (plan.Images == 1 ? "" : $" of {InWords(plan.Images, "image")}");
        var one = plan is { Streams: 1, Images: 1 };
        var many = plan is { Streams: Many, Images: 1 };
        var max = plan is { Streams: Max, Images: 1 };
        _firstOfOne = one ? each.Darkroom.FirstPartial(0.5) : _firstOfOne;
        var first = one ? Target.AtMost(40)
            : many ? Target.RatioToRelay(0.4)
            : plan is { Streams: Few, Images: 1 } && _firstOfOne is { } alone ? Target.AtMost(3 * alone) : null;
        Row NewRow(string figure, Func<LoadFigures, double> value, Unit unit, Target? target = null) =>
            each.Row(figure, load, value, unit, target);
        return
        [
            NewRow("first partial, p50", one => one.FirstPartial(0.5), Unit.Milliseconds, first),
            NewRow("first partial, p99", one => one.FirstPartial(0.99), Unit.Milliseconds),
            NewRow("all done", one => one.Total, Unit.Seconds, many ? Target.RatioToRelay(0.45) : null),
            NewRow("bytes to a viewer", one => one.BytesPerViewer / 1e3, Unit.Kilobytes, one ? Target.RatioToRelay(0.05) : null),
            NewRow("server CPU per image", one => one.CpuPerImage, Unit.Milliseconds, one ? Target.RatioToRelay(0.8) : many ? Target.RatioToRelay(0.65) : null),
            NewRow("peak memory", one => one.PeakMemory, Unit.Megabytes, many ? Target.RatioToRelay(0.25) : max ? Target.AtMost(MaxMemory) : null),
            NewRow("partial images seen", one => one.PartialsSeen * 100, Unit.Percent),
            NewRow("final images missing", one => one.Missing, Unit.Count, Target.AtMost(0)),
        ];
    }

    private static string InWords(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private Task<Measured<LoadFigures>> EachAsync(Func<LoadRun, Task<LoadFigures>> measure, CancellationToken cancellationToken) =>
        Measured<LoadFigures>.OfAsync(relay, async contender =>
        {
            await using var run = await LoadRun.StartAsync(contender, provider, WarmUp, cancellationToken);
            var figures = await measure(run);
            Console.Error.WriteLine($"{contender.Name}: {figures.Plan.Streams} × {figures.Plan.Images} done");
            return figures;
        });
}
