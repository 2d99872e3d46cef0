using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Costs;
using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>The stores of one backend that work together, on a clock that the test moves.</summary>
public sealed record StoreSet(
    IGenerationStore Generations, ISlotQueue Queue, IEventLog Events, IJobSignals Signals, IChargeLedger Charges, IBlobStore Blobs, ManualTime Time);

/// <summary>The stores under test, and what the suites about generations share. A backend inherits each suite and names its stores.</summary>
public abstract class StoreContract
{
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>The stores of one backend, new and empty for each test.</summary>
    protected abstract StoreSet Stores { get; }

    protected IGenerationStore Generations => Stores.Generations;

    protected ISlotQueue Queue => Stores.Queue;

    protected IEventLog Events => Stores.Events;

    protected IJobSignals Signals => Stores.Signals;

    protected IChargeLedger Charges => Stores.Charges;

    protected IBlobStore Blobs => Stores.Blobs;

    protected ManualTime Time => Stores.Time;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected async Task<GenerationState> CreateAsync(GenerationRequest? request = null, IdempotencyKey? key = null)
    {
        // Each gets a different time, so that there is an oldest and a newest.
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var outcome = await Generations.CreateAsync(Ids.New(Time), request ?? Samples.Request(), key, 1000, Token);
        return Accepted(outcome, isNew: true);
    }

    protected static GenerationState Accepted(StartOutcome outcome, bool isNew)
    {
        var accepted = Assert.IsType<StartOutcome.Accepted>(outcome);
        Assert.Equal(isNew, accepted.IsNew);
        return accepted.State;
    }

    protected Task<SlotLease?> ClaimAsync(string owner = "runner", params string[] providers) =>
        Queue.ClaimAsync(owner, providers is [] ? [Samples.Provider] : providers, Lease, Token);

    protected async Task<SlotLease> ClaimedAsync(string owner = "runner", params string[] providers)
    {
        var lease = await ClaimAsync(owner, providers);
        Assert.NotNull(lease);
        return lease;
    }

    /// <summary>Lets all leases expire, and recovers them.</summary>
    protected Task<int> RecoverExpiredAsync(bool runAgain = true)
    {
        Time.Advance(Lease);
        return Queue.RecoverAsync([], 3, (_, _) => runAgain, Token);
    }

    protected async Task<GenerationState> FindAsync(string id)
    {
        var state = await Generations.FindAsync(id, Token);
        Assert.NotNull(state);
        return state;
    }

    protected Task<ImmutableArray<LoggedEvent>> LogAsync(string id) => Events.ReadAsync(id, 0, int.MaxValue, Token);

    /// <summary>Returns the log, whose numbers run from 1 to the state's last sequence number without gaps.</summary>
    protected async Task<ImmutableArray<LoggedEvent>> WholeLogAsync(string id)
    {
        var log = await LogAsync(id);
        Assert.Equal(Enumerable.Range(1, log.Length).Select(number => (long)number), log.Select(logged => logged.Sequence));
        Assert.Equal((await FindAsync(id)).LastSequence, log.Length);
        return log;
    }

    protected static JsonElement Json(LoggedEvent logged) => JsonSerializer.Deserialize<JsonElement>(logged.Json);

    protected static SlotLease Held(GenerationState state, int index) =>
        new(state.Id, index, state.Slots[index].Attempt, state.Slots[index].Tries, state.Slots[index].LeaseOwner!, state.Request, state.Slots[index].FirstStartedAt!.Value);

    /// <summary>Starts operations at the same time on pool threads.</summary>
    protected static async Task<T[]> AtOnce<T>(int count, Func<int, Task<T>> start)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, count).Select(index => Task.Run(
            async () =>
            {
                await go.Task;
                return await start(index);
            },
            Token)).ToArray();
        go.SetResult();
        return await Task.WhenAll(all);
    }

    protected static string ImageId(int number) => number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    protected async Task EndAsync(SlotLease lease, SlotStatus end) => Assert.True(end switch
    {
        SlotStatus.Ready => await Queue.CompleteAsync(lease, Samples.Image(ImageId(lease.ImageIndex + 1)), Token),
        SlotStatus.Failed => await Queue.FailAsync(lease, Samples.Blocked, providerCalled: true, Token),
        SlotStatus.Cancelled => await Generations.CancelAsync(lease.GenerationId, lease.ImageIndex, Token) is ChangeOutcome.Done(_, [_]),
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    });

    protected async Task AssertWritesNothing(string id, SlotLease lease)
    {
        var before = await WholeLogAsync(id);
        Assert.False(await Queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.5), Token));
        Assert.False(await Queue.AddPartialImageAsync(lease, Samples.Preview(0), Token));
        Assert.False(await Queue.CompleteAsync(lease, Samples.Image(ImageId(99)), Token));
        Assert.False(await Queue.FailAsync(lease, Samples.Busy, providerCalled: true, Token));
        Assert.False(await Queue.PostponeAsync(lease, Samples.Busy, TimeSpan.Zero, Token));
        Assert.Equal(before, await WholeLogAsync(id));
    }
}
