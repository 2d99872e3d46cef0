using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>The result of the work on one slot.</summary>
public abstract record SlotResult
{
    private SlotResult()
    {
    }

    /// <summary>The image was made and stored.</summary>
    public sealed record Finished(FinishedImage Image) : SlotResult
    {
        /// <summary>Called after the image was announced: cleans up at the provider.</summary>
        public Func<Task>? Announced { get; init; }
    }

    /// <summary>The image was not made.</summary>
    /// <param name="SawOutput">True if the provider had sent anything, so that the call may have been charged.</param>
    public sealed record Failed(Failure Failure, bool SawOutput) : SlotResult
    {
        /// <summary>False if Darkroom refused before the provider was called: the failure says nothing about the provider.</summary>
        public bool ProviderCalled { get; init; } = true;

        /// <summary>Where the slot goes if it is not tried again by this provider; null if it ends.</summary>
        public FallbackStep? Fallback { get; init; }
    }
}

/// <summary>Makes the image of one slot. Announces partial images itself, and returns the result.</summary>
public delegate Task<SlotResult> SlotWork(SlotLease lease, CancellationToken cancellationToken);

/// <summary>Claims slots while there is room, runs them side by side, renews their leases and writes their results.</summary>
public sealed partial class JobRunner
{
    private readonly ISlotQueue _queue;
    private readonly IJobSignals _signals;
    private readonly SlotWork _work;
    private readonly IEnumerable<QueueLimits> _limits;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobRunner> _log;
    private readonly SlotDeadlines _deadlines;
    private readonly LeaseRenewal _renewal;
    private readonly SlotCompletion _completion;
    private readonly string _owner;
    private readonly RunningSlots _running = new();
    private ImmutableArray<PausedQueue> _paused = [];

    /// <param name="limits">The limits of every provider queue, enumerated again for every claim: they may change meanwhile.</param>
    public JobRunner(
        ISlotQueue queue, IJobSignals signals, SlotWork work, IEnumerable<QueueLimits> limits, JobOptions options,
        TimeProvider time, ILogger<JobRunner> log)
    {
        (_queue, _signals, _work, _limits, _options, _time, _log) = (queue, signals, work, limits, options, time, log);
        _deadlines = new SlotDeadlines(TimeSpan.FromSeconds(options.DeadlineSeconds), time);
        _owner = Ids.New(time);
        _renewal = new LeaseRenewal(queue, signals, _running, options, time, log);
        _completion = new SlotCompletion(queue, _deadlines, options, time, log);
    }

    /// <summary>The provider queues that are paused now.</summary>
    public IReadOnlyCollection<PausedQueue> Paused => [.. _paused.Where(paused => paused.Until > _time.GetUtcNow())];

    /// <summary>Recovers what former runners left, then works until stopped. Returns when the work on every slot has ended.</summary>
    /// <param name="runAgain">Decides about interrupted slots, see <see cref="ISlotQueue.RecoverAsync"/>.</param>
    /// <param name="stopping">
    /// Starts nothing more. Running slots may finish for <see cref="JobOptions.DrainSeconds"/>; the next start recovers the others.
    /// </param>
    public async Task RunAsync(Func<GenerationRequest, string?, bool> runAgain, CancellationToken stopping)
    {
        await _renewal.RecoverAsync(runAgain, stopping);
        using var abandon = new CancellationTokenSource();
        using var idle = new CancellationTokenSource();
        var renewal = _renewal.RunAsync(runAgain, idle.Token);
        try
        {
            await ClaimUntilAsync(abandon.Token, stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Usually the token. If the storage breaks at this moment, running slots may still finish.
            await DrainAsync(abandon);
        }
        finally
        {
            await idle.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Lets running slots finish while there is time, then cancels them.</summary>
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
            try
            {
                await ClaimOrWaitAsync(work, abandoned, stopping);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // A full disk, or a database that another program holds: running slots continue, and claiming is retried.
                LogClaimFault(fault);
                await Task.Delay(JobOptions.FaultPause, _time, stopping);
            }
        }
    }

    private async Task ClaimOrWaitAsync(ISignalSubscription work, CancellationToken abandoned, CancellationToken stopping)
    {
        // A cancelled slot takes its place until the work on it has ended.
        var limits = _limits.Select(one => _running.CountEnding(one.Id) is > 0 and var ending
            ? one with { MaxConcurrency = Math.Max(0, one.MaxConcurrency - ending) }
            : one).ToList();
        var (lease, wait, paused) = await _queue.ClaimAsync(_owner, limits, _options.LeaseTime, stopping);
        _paused = paused;
        if (lease is not null)
        {
            _deadlines.Begin(lease);
            var slot = _running.Add(lease, abandoned);
            slot.Work = RunSlotAsync(slot);
            return;
        }

        var timeout = wait < _options.LeaseTime ? wait.Value : _options.LeaseTime;
        if (timeout > TimeSpan.Zero)
        {
            await work.WaitAsync(timeout, stopping);
        }
    }

    private async Task RunSlotAsync(RunningSlots.RunningSlot slot)
    {
        // Leaves the claiming loop, so that slots start side by side.
        await Task.Yield();
        var lease = slot.Lease;
        using var scope = SlotTelemetry.BeginScope(_log, lease);
        using var activity = SlotTelemetry.Begin(lease, _time.GetUtcNow());
        try
        {
            await _completion.WriteAsync(lease, await WorkAsync(slot), slot.Token);
        }
        catch (OperationCanceledException) when (slot.IsCancelled)
        {
            // The slot was cancelled and the store knows, or the host stops and the next start recovers the slot.
            _deadlines.Forget(lease);
        }
        catch (Exception fault)
        {
            // The storage failed. The lease expires, and the slot is recovered like any other.
            LogStorageFault(fault, lease.GenerationId, lease.ImageIndex);
        }
        finally
        {
            slot.Dispose();
            _signals.Raise(IJobSignals.Work);
        }
    }

    private async Task<SlotResult> WorkAsync(RunningSlots.RunningSlot slot)
    {
        try
        {
            return await _work(slot.Lease, slot.Token);
        }
        catch (Exception) when (slot.IsCancelled)
        {
            // Libraries throw exceptions of many types when they are interrupted.
            throw new OperationCanceledException(slot.Token);
        }
        catch (Exception fault)
        {
            LogWorkFault(fault, slot.Lease.GenerationId, slot.Lease.ImageIndex);
            return new SlotResult.Failed(
                new Failure(FailureCode.Internal, "Something went wrong inside Darkroom. Its log has the details."), SawOutput: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not make image {ImageIndex} of {GenerationId}")]
    private partial void LogWorkFault(Exception fault, string generationId, int imageIndex);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not claim waiting images; retrying")]
    private partial void LogClaimFault(Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not write the result of image {ImageIndex} of {GenerationId}")]
    private partial void LogStorageFault(Exception fault, string generationId, int imageIndex);
}
