using Darkroom.Bench.Load;
using Darkroom.Bench.Perception;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Report;

/// <summary>Checks that the bench itself works: every kind of run, as short as possible. Figures are not compared with targets.</summary>
internal static class Smoke
{
    private static readonly LoadPlan Once = new(1);

    /// <returns>0 if every run returned figures.</returns>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (relay, missing) = RelayContender.Find();
        await using var provider = await ProviderProcess.StartAsync(images: 1);
        var runs = new List<Task<string?>> { LoadAsync(DarkroomContender.Current, provider, cancellationToken) };
        runs.Add(OverheadAsync(provider, cancellationToken));
        if (relay is not null)
        {
            runs.Add(LoadAsync(relay, provider, cancellationToken));
        }

        if (ChromiumSession.FindInstalled() is { } chromium)
        {
            runs.Add(PerceptionAsync(provider, chromium, cancellationToken));
        }

        var problems = (await Task.WhenAll(runs)).OfType<string>().ToList();
        problems.ForEach(Console.Error.WriteLine);
        Console.WriteLine($"The bench {(problems.Count == 0 ? "works" : "is broken")}{(missing is null ? "" : $" (without the relay: {missing})")}.");
        return problems.Count == 0 ? 0 : 1;
    }

    /// <returns>The problem, or null.</returns>
    private static async Task<string?> LoadAsync(Contender contender, ProviderProcess provider, CancellationToken cancellationToken)
    {
        await using var run = await LoadRun.StartAsync(contender, provider, Once, cancellationToken);
        var figures = await run.WatchedAsync(new LoadPlan(4), cancellationToken);
        var unwatched = await run.UnwatchedAsync(Once, cancellationToken);
        double[] all =
        [
            figures.FirstPartial(0.5), figures.FirstPartial(0.99), figures.Total, figures.BytesPerViewer, figures.CpuPerImage, figures.PeakMemory, unwatched.CpuPerImage,
        ];
        return figures is { Missing: 0, PartialsSeen: > 0 } && all.All(figure => double.IsFinite(figure) && figure > 0)
            ? null
            : $"{contender.Name}: a figure is missing or zero: {figures}";
    }

    /// <inheritdoc cref="LoadAsync"/>
    private static async Task<string?> OverheadAsync(ProviderProcess provider, CancellationToken cancellationToken) =>
        (await OpenAiOverhead.MeasureAsync(provider, generations: 1, cancellationToken)).Any(delay => delay.Event == "final image")
            ? null
            : "The OpenAI-compatible API: no event arrived on both interfaces.";

    /// <inheritdoc cref="LoadAsync"/>
    private static async Task<string?> PerceptionAsync(ProviderProcess provider, string chromium, CancellationToken cancellationToken)
    {
        var rows = await new PerceptionRows(provider, null, chromium, runs: 1).MeasureAsync([1], cancellationToken);
        return rows.Take(4).All(row => row.Darkroom > 0) ? null : $"Perceived wait: a figure is missing or zero: {string.Join(' ', rows)}";
    }
}
