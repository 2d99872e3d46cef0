using System.Threading.Channels;
using Darkroom.Generations;
using Darkroom.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Generations;

/// <summary>A runner over the real store, with work that ends when the test says so.</summary>
internal sealed class RunnerBench : IAsyncDisposable
{
    private readonly TempStorage _temp = new();
    private readonly Channel<RunningWork> _started = Channel.CreateUnbounded<RunningWork>();
    private readonly List<Task> _runs = [];
    private CancellationTokenSource _stop = new();
    private int _running;

    internal ManualTime Time => _temp.Time;

    internal IGenerationStore Generations => _temp.Storage.Generations;

    internal ISlotQueue Queue => _temp.Storage.Queue;

    internal IEventLog Events => _temp.Storage.Events;

    internal IJobSignals Signals => _temp.Storage.Signals;

    internal JobRunner Runner { get; private set; } = null!;

    internal JobOptions Options { get; init; } = new() { DrainSeconds = 0 };

    internal int MostAtOnce { get; private set; }

    /// <summary>True for work that ignores its token.</summary>
    internal bool Stubborn { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static RunnerBench Start(int concurrency = 4, int? perMinute = null) =>
        new RunnerBench().Run([new QueueLimits(Samples.Provider, concurrency, perMinute)]);

    internal RunnerBench Run(QueueLimits[] limits, bool runAgain = true, Func<string, Func<Task>, Task>? around = null)
    {
        var queue = around is null ? Queue : Proxy.Of(Queue, around);
        Runner = new JobRunner(queue, Signals, WorkAsync, limits, Options, Time, NullLogger<JobRunner>.Instance);
        _runs.Add(Runner.RunAsync((_, _) => runAgain, _stop.Token));
        return this;
    }

    internal async Task<string> AddAsync(int n = 1, string provider = Samples.Provider)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var id = Ids.New(Time);
        await Generations.CreateAsync(id, Samples.Request(n, provider), null, 1000, Token);
        return id;
    }

    internal Task<RunningWork> StartedAsync() => _started.Reader.ReadAsync(Token).AsTask();

    internal async Task<GenerationState> UntilAsync(string id, Func<GenerationState, bool> reached)
    {
        using var changes = Signals.Subscribe(id);
        while (true)
        {
            var state = await Generations.FindAsync(id, Token);
            if (reached(state!))
            {
                return state!;
            }

            await changes.WaitAsync(TimeSpan.FromDays(1), Token);
        }
    }

    internal Task<GenerationState> EndedAsync(string id) => UntilAsync(id, state => state.Ended);

    /// <summary>Returns the events of a generation that match, as soon as there is one.</summary>
    internal async Task<List<string>> UntilLoggedAsync(string id, Func<string, bool> matches)
    {
        using var changes = Signals.Subscribe(id);
        while (true)
        {
            var logged = (await Events.ReadAsync(id, 0, 1000, Token)).Select(one => one.Json).Where(matches).ToList();
            if (logged.Count > 0)
            {
                return logged;
            }

            await changes.WaitAsync(TimeSpan.FromDays(1), Token);
        }
    }

    /// <summary>Stops the runner.</summary>
    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_runs).WaitAsync(Token);
        _runs.Clear();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }

    public async ValueTask DisposeAsync()
    {
        Stubborn = false;
        await StopAsync();
        _stop.Dispose();
        _temp.Dispose();
    }

    private async Task<SlotResult> WorkAsync(SlotLease lease, CancellationToken cancellationToken)
    {
        var work = new RunningWork(lease, Time.GetUtcNow());
        await using var registration = cancellationToken.Register(() => work.Cancelled.TrySetResult());
        lock (_started)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        _started.Writer.TryWrite(work);
        try
        {
            return await (Stubborn ? work.End.Task : work.End.Task.WaitAsync(cancellationToken));
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                // The token may end the work before its registration runs.
                work.Cancelled.TrySetResult();
            }

            lock (_started)
            {
                _running--;
            }
        }
    }
}

/// <summary>The work on one slot.</summary>
internal sealed class RunningWork(SlotLease lease, DateTimeOffset at)
{
    internal SlotLease Lease => lease;

    internal DateTimeOffset StartedAt => at;

    internal TaskCompletionSource<SlotResult> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the work's token fires.</summary>
    internal TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Finish() => End.SetResult(new SlotResult.Finished(Samples.Image($"{lease.GenerationId[..30]}{lease.ImageIndex:x2}")));

    internal void Fail(Failure failure, bool sawOutput = false) => End.SetResult(new SlotResult.Failed(failure, sawOutput));
}
