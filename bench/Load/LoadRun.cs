using System.Diagnostics;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Load;

/// <summary>The size of a load.</summary>
/// <param name="Streams">The number of concurrent generations, each with its own viewer.</param>
/// <param name="Images">The number of images per generation.</param>
/// <param name="Rounds">The number of rounds; figures are over all of them.</param>
internal sealed record LoadPlan(int Streams, int Images = 1, int Rounds = 1);

/// <summary>Runs loads against a fresh process of a contender, one after the other.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static int _prompts;

    private readonly Contender _contender;
    private readonly MeasuredProcess _server;
    private readonly ProviderProcess _provider;
    private readonly string _folder;

    private LoadRun(Contender contender, MeasuredProcess server, ProviderProcess provider, string folder) =>
        (_contender, _server, _provider, _folder) = (contender, server, provider, folder);

    /// <summary>The address of the server.</summary>
    public Uri Server => _server.Address;

    /// <summary>Starts the process and warms it up.</summary>
    /// <param name="warmUp">The load of the warm-up, which is not measured.</param>
    public static async Task<LoadRun> StartAsync(
        Contender contender, ProviderProcess provider, LoadPlan warmUp, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        var run = new LoadRun(contender, await contender.StartAsync(provider.Address, folder), provider, folder);
        await run.WatchedAsync(warmUp, cancellationToken);
        return run;
    }

    /// <summary>Measures a load in which every viewer follows its own generation.</summary>
    public Task<LoadFigures> WatchedAsync(LoadPlan plan, CancellationToken cancellationToken) => MeasureAsync(
        plan,
        async () =>
        {
            using var viewers = new Crowd(_contender, _server.Address, plan.Streams);
            return await viewers.AllAsync(viewer => viewer.WatchAsync(NewPrompt(), plan.Images, cancellationToken));
        },
        cancellationToken);

    /// <summary>Measures a load in which every viewer starts a generation and disconnects.</summary>
    public Task<LoadFigures> UnwatchedAsync(LoadPlan plan, CancellationToken cancellationToken) => MeasureAsync(
        plan,
        async () =>
        {
            using var viewers = new Crowd(_contender, _server.Address, plan.Streams);
            var ended = (await _provider.LogAsync(cancellationToken)).Ended + plan.Streams;
            await viewers.AllAsync(async viewer =>
            {
                await viewer.LeaveAsync(NewPrompt(), cancellationToken);
                return 0;
            });
            while ((await _provider.LogAsync(cancellationToken)).Ended < ended)
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }

            // Includes the work after the provider's last byte.
            await Task.Delay(ScriptedProvider.Step, TimeProvider.System, cancellationToken);
            return [];
        },
        cancellationToken);

    /// <summary>Measures many viewers that follow the same generation. Only Darkroom supports that.</summary>
    /// <param name="viewers">The number of viewers, at least 1.</param>
    public Task<LoadFigures> ObservedAsync(int viewers, CancellationToken cancellationToken) => MeasureAsync(
        new LoadPlan(1),
        async () =>
        {
            using var crowd = new Crowd(_contender, _server.Address, viewers);
            var prompt = NewPrompt();
            var generation = await ((DarkroomViewer)crowd.First).StartAsync(prompt, 1, cancellationToken);
            return await crowd.AllAsync(viewer => ((DarkroomViewer)viewer).ObserveAsync(prompt, generation, cancellationToken));
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string NewPrompt() => $"a lighthouse in a storm at sunset, number {Interlocked.Increment(ref _prompts)}";

    private async Task<LoadFigures> MeasureAsync(LoadPlan plan, Func<Task<ViewerResult[]>> round, CancellationToken cancellationToken)
    {
        _server.ResetPeak();
        var seen = new List<ViewerResult>();
        var took = new List<TimeSpan>();
        var cpu = _server.Cpu;
        for (var i = 0; i < plan.Rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            seen.AddRange(await round());
            took.Add(Stopwatch.GetElapsedTime(began));
        }

        return LoadFigures.Create(plan, took, seen, await _provider.LogAsync(cancellationToken), _server.Cpu - cpu, _server.PeakMemory);
    }

    private sealed class Crowd(Contender contender, Uri server, int count) : IDisposable
    {
        private readonly Viewer[] _viewers = [.. Enumerable.Range(0, count).Select(_ => contender.NewViewer(server))];

        public Viewer First => _viewers[0];

        public Task<T[]> AllAsync<T>(Func<Viewer, Task<T>> act) => Task.WhenAll(_viewers.Select(act));

        public void Dispose() => Array.ForEach(_viewers, viewer => viewer.Dispose());
    }
}
