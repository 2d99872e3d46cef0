using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>How the work on one slot ended.</summary>
public abstract record SlotResult
{
    private SlotResult()
    {
    }

    public sealed record Finished(FinishedImage Image) : SlotResult
    {
        /// <summary>Called once the image is announced: tidies up at the provider.</summary>
        public Func<Task>? Announced { get; init; }
    }

    /// <param name="SawOutput">Whether the provider had sent anything, so that the call may have been paid.</param>
    public sealed record Failed(Failure Failure, bool SawOutput) : SlotResult
    {
        /// <summary>False where Darkroom itself refused before the provider was asked: that says nothing about the provider.</summary>
        public bool ProviderCalled { get; init; } = true;

        /// <summary>Where the slot goes if it is not tried again there; null where it ends then.</summary>
        public FallbackStep? Fallback { get; init; }
    }
}

/// <summary>Makes the image of one slot. Announces partial images itself, and returns how it ended.</summary>
public delegate Task<SlotResult> SlotWork(SlotLease lease, CancellationToken cancellationToken);

/// <summary>
/// Claims slots while there is room, runs them side by side, keeps their leases alive and writes how each ended.
/// One loop owns the bookkeeping; slots that end queue up for it.
/// </summary>
public sealed partial class JobRunner
{
    /// <summary>For an end that tells a lane nothing about its provider.</summary>
    private static readonly Failure SaysNothing = new(FailureCode.Cancelled, "Cut off.");

    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);
    private readonly ISlotQueue _queue;
    private readonly IJobSignals _signals;
    private readonly SlotWork _work;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobRunner> _log;
    private readonly ProviderLimiter _lanes;
    private readonly SlotDeadlines _deadlines;
    private readonly LeaseRenewal _keeper;
    private readonly SlotCompletion _ends;
    private readonly string _owner;
    private readonly RunningSlots _running = new();
    private readonly ConcurrentQueue<(SlotLease Lease, Failure? Failure)> _ended = new();
    private readonly HashSet<PausedQueue> _told = [];
    private IReadOnlyCollection<PausedQueue> _heldBack = [];

    public JobRunner(
        ISlotQueue queue, IJobSignals signals, SlotWork work, IEnumerable<QueueLimits> lanes, JobOptions options,
        TimeProvider time, ILogger<JobRunner> log)
    {
        (_queue, _signals, _work, _options, _time, _log) = (queue, signals, work, options, time, log);
        _lanes = new ProviderLimiter(lanes, time);
        _deadlines = new SlotDeadlines(TimeSpan.FromSeconds(options.DeadlineSeconds), time);
        _owner = Ids.New(time);
        _keeper = new LeaseRenewal(queue, _running, _owner, options, time, log);
        _ends = new SlotCompletion(queue, _deadlines, options, time, log);
    }

    /// <summary>Lanes that are held back now, full or not.</summary>
    public IReadOnlyCollection<PausedQueue> Held => [.. _heldBack.Where(held => held.Until > _lanes.Now).Select(OnTheWall)];

    private TimeSpan LeaseTime => TimeSpan.FromSeconds(_options.LeaseSeconds);

    /// <summary>Ends what former runners left behind, then works until stopped. Returns when every slot has let go.</summary>
    /// <param name="runAgain">Given a request that was cut off and its provider's token to resume it: whether to make its image again or report it interrupted.</param>
    /// <param name="stopping">
    /// Begins nothing more. What runs may finish for as long as <see cref="JobOptions.DrainSeconds"/>; the rest is settled by the next start.
    /// </param>
    public async Task RunAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        await _keeper.RecoverAsync(runAgain, stopping);
        using var abandon = new CancellationTokenSource();
        using var idle = new CancellationTokenSource();
        var renewal = _keeper.KeepAsync(runAgain, idle.Token);
        try
        {
            await ClaimUntilAsync(abandon.Token, stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Usually the token; a store that breaks in this moment changes nothing, what runs is still let finish.
            await DrainAsync(abandon);
        }
        finally
        {
            await idle.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Stops the work on slots that the store says are cancelled; those that are not running here are ignored.</summary>
    /// <param name="cancelled">As the store told it: a later claim of the same slot goes on.</param>
    /// <param name="imageIndexes">Its slots that were cancelled.</param>
    public void Stop(GenerationState cancelled, IEnumerable<int> imageIndexes)
    {
        foreach (var index in imageIndexes)
        {
            _deadlines.Forget(cancelled.Id, index);
            _running.Cancel(cancelled.Id, index, cancelled.Slots[index].Attempt);
        }
    }

    /// <summary>Lets what runs finish while there is time, then cuts it off.</summary>
    private async Task DrainAsync(CancellationTokenSource abandon)
    {
        var ended = _running.WhenAllEndedAsync();
        try
        {
            await ended.WaitAsync(TimeSpan.FromSeconds(_options.DrainSeconds), _time);
        }
        catch (TimeoutException)
        {
            await abandon.CancelAsync();
            await ended;
        }
    }

    private async Task ClaimUntilAsync(CancellationToken abandoned, CancellationToken stopping)
    {
        using var work = _signals.Subscribe(IJobSignals.Work);
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            Settle();
            try
            {
                await ClaimOrWaitAsync(work, abandoned, stopping);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // A full disk or a database that somebody else holds: what runs goes on, and new work begins when it is over.
                LogClaimFault(fault);
                await Task.Delay(FaultPause, _time, stopping);
            }
        }
    }

    private async Task ClaimOrWaitAsync(ISignalSubscription work, CancellationToken abandoned, CancellationToken stopping)
    {
        var room = _lanes.WithRoom();
        if (room.Count > 0 && await _queue.ClaimAsync(_owner, room, LeaseTime, stopping) is { } lease)
        {
            Start(lease, abandoned);
            return;
        }

        await IdleAsync(work, room, stopping);
    }

    private void Settle()
    {
        while (_ended.TryDequeue(out var ended))
        {
            _lanes.Leave(ended.Lease.Request.Provider, ended.Failure);
        }

        _heldBack = _lanes.Paused();
    }

    /// <summary>Lanes keep a clock that never jumps; what is told follows the clock on the wall.</summary>
    private PausedQueue OnTheWall(PausedQueue held) => held with { Until = _time.GetUtcNow() + (held.Until - _lanes.Now) };

    private void Start(SlotLease lease, CancellationToken abandoned)
    {
        _lanes.Enter(lease.Request.Provider);
        _deadlines.Begin(lease);
        Failure? failure = null;
        _running.Add(lease, RunAsync, Ended, abandoned);

        async Task RunAsync(CancellationToken cancelled) => failure = await RunSlotAsync(lease, cancelled);

        void Ended()
        {
            _ended.Enqueue((lease, failure));
            _signals.Raise(IJobSignals.Work);
        }
    }

    /// <summary>Waits for whatever comes first: new work, a slot that ends, a retry that falls due, a lane's next minute.</summary>
    private async Task IdleAsync(ISignalSubscription work, IReadOnlyCollection<string> room, CancellationToken stopping)
    {
        // Only for lanes with room: a retry that is due in a full lane waits for the slot that ends, not for a time.
        var patience = LeaseTime;
        if (room.Count > 0 && await _queue.NextDueAsync(room, stopping) is { } due)
        {
            patience = Shorter(patience, due - _time.GetUtcNow());
        }

        foreach (var held in _lanes.Held())
        {
            patience = Shorter(patience, held.Until - _lanes.Now);
            if (_told.Add(held))
            {
                await _queue.ReportPauseAsync(OnTheWall(held), stopping);
            }
        }

        _told.RemoveWhere(held => held.Until <= _lanes.Now);

        if (patience > TimeSpan.Zero)
        {
            await work.WaitAsync(patience, stopping);
        }

        static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }

    /// <returns>Why it failed, or null: what the lane learns of it.</returns>
    private async Task<Failure?> RunSlotAsync(SlotLease lease, CancellationToken cancelled)
    {
        try
        {
            var result = await WorkAsync(lease, cancelled);
            await _ends.WriteUntilItHoldsAsync(lease, result, cancelled);
            return result switch
            {
                SlotResult.Failed { ProviderCalled: true, Failure: var failure } => failure,
                SlotResult.Failed => SaysNothing,
                _ => null,
            };
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // Cancelled: the store has said so already. Stopping: the next start settles it.
        }
        catch (Exception fault)
        {
            // The store itself failed. The lease lapses, and the keeper settles the slot like any other that was cut off.
            LogStoreFault(fault, lease.GenerationId, lease.ImageIndex);
        }

        return SaysNothing;
    }

    private async Task<SlotResult> WorkAsync(SlotLease lease, CancellationToken cancelled)
    {
        try
        {
            return await _work(lease, cancelled);
        }
        catch (Exception) when (cancelled.IsCancellationRequested)
        {
            // However it puts it: broken off in the middle, libraries throw all kinds of things.
            throw new OperationCanceledException(cancelled);
        }
        catch (Exception fault)
        {
            LogWorkFault(fault, lease.GenerationId, lease.ImageIndex);
            return new SlotResult.Failed(
                new Failure(FailureCode.Internal, "Something went wrong inside Darkroom. Its log has the details."), SawOutput: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Making image {ImageIndex} of {GenerationId} broke")]
    private partial void LogWorkFault(Exception fault, string generationId, int imageIndex);

    [LoggerMessage(Level = LogLevel.Error, Message = "Waiting work could not be taken on; trying again")]
    private partial void LogClaimFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of image {ImageIndex} of {GenerationId} could not be written")]
    private partial void LogStoreFault(Exception fault, string generationId, int imageIndex);
}
