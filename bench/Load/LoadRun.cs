using System.Diagnostics;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Load;

/// <summary>How much is asked at once, and how often.</summary>
/// <param name="Streams">Generations at the same time, each of somebody with a browser of their own.</param>
/// <param name="Images">Of each generation.</param>
/// <param name="Rounds">How often; figures are over all rounds.</param>
internal sealed record LoadPlan(int Streams, int Images = 1, int Rounds = 1);

/// <summary>One fresh process of a contender under one load after another.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static int _prompts;

    private readonly Contender _contender;
    private readonly MeasuredProcess _server;
    private readonly ProviderProcess _provider;
    private readonly string _folder;

    private LoadRun(Contender contender, MeasuredProcess server, ProviderProcess provider, string folder) =>
        (_contender, _server, _provider, _folder) = (contender, server, provider, folder);

    /// <summary>Where it listens.</summary>
    public Uri Server => _server.Address;

    /// <summary>Starts the process and lets it get warm.</summary>
    /// <param name="warmUp">What is run first and not counted.</param>
    public static async Task<LoadRun> StartAsync(
        Contender contender, ProviderProcess provider, LoadPlan warmUp, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        var run = new LoadRun(contender, await contender.StartAsync(provider.Address, folder), provider, folder);
        await run.WatchedAsync(warmUp, cancellationToken);
        return run;
    }

    /// <summary>Everybody watches what they have asked for.</summary>
    public Task<LoadFigures> WatchedAsync(LoadPlan plan, CancellationToken cancellationToken) => MeasureAsync(
        plan,
        async () =>
        {
            using var viewers = new Crowd(_contender, _server.Address, plan.Streams);
            return await viewers.AllAsync(viewer => viewer.WatchAsync(NewPrompt(), plan.Images, cancellationToken));
        },
        cancellationToken);

    /// <summary>Everybody asks for one image and leaves.</summary>
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
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
            }

            // What comes after the provider's last byte is work too.
            await Task.Delay(ScriptedProvider.Step, TimeProvider.System, cancellationToken);
            return [];
        },
        cancellationToken);

    /// <summary>Many look at one generation of one image. Only Darkroom can do that.</summary>
    /// <param name="viewers">1 or more.</param>
    public Task<LoadFigures> LookedOnAsync(int viewers, CancellationToken cancellationToken) => MeasureAsync(
        new LoadPlan(1),
        async () =>
        {
            using var crowd = new Crowd(_contender, _server.Address, viewers);
            var prompt = NewPrompt();
            var generation = await ((DarkroomViewer)crowd.First).StartAsync(prompt, 1, cancellationToken);
            return await crowd.AllAsync(viewer => ((DarkroomViewer)viewer).LookOnAsync(prompt, generation, cancellationToken));
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string NewPrompt() => $"a lighthouse in a storm at sunset, number {Interlocked.Increment(ref _prompts)}";

    private async Task<LoadFigures> MeasureAsync(LoadPlan plan, Func<Task<Seen[]>> round, CancellationToken cancellationToken)
    {
        _server.ForgetPeak();
        var seen = new List<Seen>();
        var took = new List<TimeSpan>();
        var cpu = _server.Cpu;
        for (var i = 0; i < plan.Rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            seen.AddRange(await round());
            took.Add(Stopwatch.GetElapsedTime(began));
        }

        return LoadFigures.Of(plan, took, seen, await _provider.LogAsync(cancellationToken), _server.Cpu - cpu, _server.PeakMemory);
    }

    private sealed class Crowd(Contender contender, Uri server, int count) : IDisposable
    {
        private readonly Viewer[] _viewers = [.. Enumerable.Range(0, count).Select(_ => contender.NewViewer(server))];

        public Viewer First => _viewers[0];

        public Task<T[]> AllAsync<T>(Func<Viewer, Task<T>> act) => Task.WhenAll(_viewers.Select(act));

        public void Dispose() => Array.ForEach(_viewers, viewer => viewer.Dispose());
    }
}
