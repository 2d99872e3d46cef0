using Darkroom.Bench.Load;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Report;

/// <summary>Measures both servers, one after the other under the same load, each in a fresh, warmed-up process.</summary>
internal sealed class LoadRows(ProviderProcess provider, RelayContender? relay)
{
    private const int Few = 10;
    private const int Many = 50;
    private const int Max = 200;
    private const int MaxMemory = 250;
    private static readonly LoadPlan WarmUp = new(8, Rounds: 12);
    private static readonly LoadPlan[] Plans = [new(1, Rounds: 12), new(Few, Rounds: 4), new(Many, Rounds: 2), new(Max)];
    private static readonly LoadPlan Unwatched = new(Few, Rounds: 2);
    private readonly DarkroomContender _darkroom = new();

    /// <summary>The first partial image of one stream, in milliseconds; null if it was not measured.</summary>
    private double? _firstOfOne;

    /// <summary>Measures every number of streams, and generations without viewers.</summary>
    public async Task<List<Row>> StreamsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var plan in Plans)
        {
            var (ours, theirs) = await BothAsync(run => run.WatchedAsync(plan, cancellationToken), cancellationToken);
            rows.AddRange(CreateRows(plan, ours, theirs));
        }

        var (mine, other) = await BothAsync(run => run.UnwatchedAsync(Unwatched, cancellationToken), cancellationToken);
        rows.Add(new Row(
            "server CPU per image, no viewer",
            InWords(Unwatched.Streams, "stream"),
            mine.CpuPerImage,
            other?.CpuPerImage ?? double.NaN,
            Unit.Milliseconds,
            Target.RatioToRelay(0.5)));
        return rows;
    }

    /// <summary>Measures one load.</summary>
    public async Task<List<Row>> OneAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var (ours, theirs) = await BothAsync(run => run.WatchedAsync(plan, cancellationToken), cancellationToken);
        return CreateRows(plan, ours, theirs);
    }

    /// <summary>Measures how the cost grows with the number of images and of viewers.</summary>
    public async Task<List<Row>> GrowthAsync(CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var images in new[] { 1, 4, 16 })
        {
            var plan = new LoadPlan(1, images, Rounds: 2);
            var (ours, theirs) = await BothAsync(run => run.WatchedAsync(plan, cancellationToken), cancellationToken);
            var load = $"1 stream of {InWords(images, "image")}";
            rows.Add(new Row("total", load, ours.Total, theirs?.Total ?? double.NaN, Unit.Seconds));
            rows.Add(new Row("server CPU per image", load, ours.CpuPerImage, theirs?.CpuPerImage ?? double.NaN, Unit.Milliseconds));
            rows.Add(new Row("bytes to a viewer", load, ours.BytesPerViewer / 1e3, theirs?.BytesPerViewer / 1e3 ?? double.NaN, Unit.Kilobytes));
        }

        await using var run = await LoadRun.StartAsync(_darkroom, provider, WarmUp, cancellationToken);
        foreach (var viewers in new[] { 1, 10, 50, 200 })
        {
            var figures = await run.ObservedAsync(viewers, cancellationToken);
            var load = $"1 image, {InWords(viewers, "viewer")}";
            rows.Add(new Row("server CPU in all", load, figures.CpuPerImage, double.NaN, Unit.Milliseconds));
            rows.Add(new Row("first partial, p99", load, figures.FirstPartial(0.99), double.NaN, Unit.Milliseconds));
        }

        return rows;
    }

    /// <summary>Measures the start, the idle memory and the size of the studio page.</summary>
    public async Task<List<Row>> StartAsync(CancellationToken cancellationToken)
    {
        const int starts = 5;
        var ours = await Startup.MeasureAsync(_darkroom, provider, starts, cancellationToken);
        var theirs = relay is null ? null : await Startup.MeasureAsync(relay, provider, starts, cancellationToken);
        await using var run = await LoadRun.StartAsync(_darkroom, provider, new LoadPlan(1), cancellationToken);
        var page = await PageWeight.MeasureAsync(run.Server, cancellationToken);
        return
        [
            new("process start to first answered request", "idle", ours.FirstAnswer, theirs?.FirstAnswer ?? double.NaN, Unit.Seconds, Target.AtMost(0.6)),
            new("resident memory", "idle", ours.IdleMemory, theirs?.IdleMemory ?? double.NaN, Unit.Megabytes, Target.AtMost(140)),
            new("private memory", "idle", ours.IdlePrivate, theirs?.IdlePrivate ?? double.NaN, Unit.Megabytes, Target.AtMost(45)),
            new("studio page, requests", "without images", page.Requests, double.NaN, Unit.Count, Target.AtMost(12)),
            new("studio page, total", "compressed", page.All / 1e3, double.NaN, Unit.Kilobytes, Target.AtMost(60)),
            new("studio page, script", "compressed", page.Scripts / 1e3, double.NaN, Unit.Kilobytes, Target.AtMost(30)),
        ];
    }

    private List<Row> CreateRows(LoadPlan plan, LoadFigures ours, LoadFigures? theirs)
    {
        var load = InWords(plan.Streams, "stream") + (plan.Images == 1 ? "" : $" of {InWords(plan.Images, "image")}");
        var one = plan is { Streams: 1, Images: 1 };
        var many = plan is { Streams: Many, Images: 1 };
        var max = plan is { Streams: Max, Images: 1 };
        _firstOfOne = one ? ours.FirstPartial(0.5) : _firstOfOne;
        var first = one ? Target.AtMost(40)
            : many ? Target.RatioToRelay(0.4)
            : plan is { Streams: Few, Images: 1 } && _firstOfOne is { } alone ? Target.AtMost(3 * alone) : null;
        Row NewRow(string figure, Func<LoadFigures, double> value, Unit unit, Target? target = null) =>
            new(figure, load, value(ours), theirs is null ? double.NaN : value(theirs), unit, target);
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

    private async Task<(LoadFigures Ours, LoadFigures? Theirs)> BothAsync(
        Func<LoadRun, Task<LoadFigures>> measure, CancellationToken cancellationToken)
    {
        var ours = await OneAsync(_darkroom);
        return (ours, relay is null ? null : await OneAsync(relay));

        async Task<LoadFigures> OneAsync(Contender contender)
        {
            await using var run = await LoadRun.StartAsync(contender, provider, WarmUp, cancellationToken);
            var figures = await measure(run);
            Console.Error.WriteLine($"{contender.Name}: {figures.Plan.Streams} × {figures.Plan.Images} done");
            return figures;
        }
    }
}
