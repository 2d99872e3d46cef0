using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Costs;
using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>What every job store promises. A backend inherits the suite and says where its store is.</summary>
public abstract partial class JobStoreContract
{
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected abstract IJobStore Store { get; }

    protected abstract IJobSignals Signals { get; }

    protected abstract IChargeLedger Charges { get; }

    protected abstract ManualTime Time { get; }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generation_and_its_slots_are_there_when_create_returns()
    {
        var created = await CreateAsync(Samples.Request(n: 3));

        var found = await FindAsync(created.Id);
        Assert.Equal(GenerationStatus.Running, found.Status);
        Assert.Equal(Time.GetUtcNow(), found.CreatedAt);
        Assert.Equal(Samples.Request(n: 3), found.Request);
        Assert.Equal([(0, SlotStatus.Waiting), (1, SlotStatus.Waiting), (2, SlotStatus.Waiting)], found.Slots.Select(slot => (slot.ImageIndex, slot.Status)));
        var queued = Assert.Single(await LogAsync(created.Id));
        Assert.Equal((1, "progress", (int?)null, Time.GetUtcNow()), (queued.Sequence, queued.Type, queued.ImageIndex, queued.At));
        Assert.Equal(created.Id, Json(queued).GetProperty("generation_id").GetString());
    }

    [Fact]
    public async Task Every_part_of_a_request_survives_storing()
    {
        var request = Samples.Request(prompt: "žluťoučký kůň 🦊 \"quoted\"\n\u2028 <b>") with
        {
            Quality = "high",
            NegativePrompt = "no text",
            Seed = 9_007_199_254_740_991,
            OutputFormat = "webp",
        };

        Assert.Equal(request, (await FindAsync((await CreateAsync(request)).Id)).Request);
    }

    [Fact]
    public async Task An_unknown_generation_is_not_found_and_has_no_events()
    {
        var id = Ids.New(Time);

        Assert.Null(await Store.FindAsync(id, Token));
        Assert.Empty(await LogAsync(id));
        Assert.Empty(await Store.LastFramesAsync(id, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Store.CancelAsync(id, null, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Store.RetryAsync(id, 0, Token));
    }

    [Fact]
    public async Task Recent_generations_come_newest_first_with_their_slots()
    {
        var ids = new List<string>();
        for (var n = 1; n <= 4; n++)
        {
            ids.Add((await CreateAsync(Samples.Request(n))).Id);
        }

        var recent = await Store.RecentAsync(3, Token);

        Assert.Equal([ids[3], ids[2], ids[1]], recent.Select(state => state.Id));
        Assert.Equal([4, 3, 2], recent.Select(state => state.Slots.Length));
    }

    [Fact]
    public async Task The_same_key_with_the_same_body_is_the_same_generation()
    {
        var first = await CreateAsync(Samples.Request(), new IdempotencyKey("key", "body"));
        var again = await Store.CreateAsync(Ids.New(Time), Samples.Request(), new IdempotencyKey("key", "body"), 100, Token);

        Assert.Equal(first.Id, Assert.IsType<CreateOutcome.Existing>(again).State.Id);
        Assert.Single(await Store.RecentAsync(10, Token));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_names_its_generation()
    {
        var first = await CreateAsync(Samples.Request(), new IdempotencyKey("key", "body"));
        var other = await Store.CreateAsync(Ids.New(Time), Samples.Request(n: 2), new IdempotencyKey("key", "other"), 100, Token);

        Assert.Equal(first.Id, Assert.IsType<CreateOutcome.KeyReused>(other).GenerationId);
        Assert.Single(await Store.RecentAsync(10, Token));
    }

    [Fact]
    public async Task Ten_creates_at_once_with_one_key_make_one_generation()
    {
        var outcomes = await AtOnce(10, _ => Store.CreateAsync(Ids.New(Time), Samples.Request(), new IdempotencyKey("key", "body"), 100, Token));

        Assert.Single(outcomes.OfType<CreateOutcome.Created>());
        Assert.Equal(9, outcomes.OfType<CreateOutcome.Existing>().Count());
        Assert.Single(outcomes.Select(outcome => outcome is CreateOutcome.Created(var state) ? state.Id : ((CreateOutcome.Existing)outcome).State.Id).Distinct());
    }

    [Fact]
    public async Task A_generation_that_would_overfill_the_queue_is_refused_whole()
    {
        await CreateAsync(Samples.Request(n: 3));
        await ClaimedAsync();

        Assert.Equal(3, Assert.IsType<CreateOutcome.QueueFull>(await Store.CreateAsync(Ids.New(Time), Samples.Request(n: 2), null, 4, Token)).Unfinished);
        Assert.IsType<CreateOutcome.Created>(await Store.CreateAsync(Ids.New(Time), Samples.Request(), null, 4, Token));
        Assert.Equal(2, (await Store.RecentAsync(10, Token)).Length);
    }

    [Fact]
    public async Task Slots_that_have_ended_take_no_place_in_the_queue()
    {
        await CreateAsync(Samples.Request(n: 2));
        await Store.CompleteAsync(await ClaimedAsync(), Samples.Image(), Token);
        await Store.FailAsync(await ClaimedAsync(), Samples.Blocked, Token);

        Assert.IsType<CreateOutcome.Created>(await Store.CreateAsync(Ids.New(Time), Samples.Request(n: 2), null, 2, Token));
    }

    [Fact]
    public async Task Creating_postponing_and_retrying_wake_whoever_waits_for_work()
    {
        using var work = Signals.Subscribe(IJobSignals.Work);
        var id = (await CreateAsync()).Id;
        Assert.True(await work.WaitAsync(Lease, Token));
        await Store.PostponeAsync(await ClaimedAsync(), Samples.Busy, TimeSpan.Zero, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
        await Store.CancelAsync(id, null, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
        await Store.RetryAsync(id, 0, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
    }

    [Fact]
    public async Task Every_change_wakes_whoever_watches_the_generation()
    {
        var id = (await CreateAsync()).Id;
        using var watch = Signals.Subscribe(id);

        await WokenBy(() => ClaimAsync());
        var lease = Held(await FindAsync(id), 0);
        await WokenBy(() => Store.ProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.5), Token));
        await WokenBy(() => Store.PartialImageAsync(lease, Samples.Preview(0), Token));
        await WokenBy(() => Store.PostponeAsync(lease, Samples.Busy, TimeSpan.Zero, Token));
        lease = await ClaimedAsync();
        await watch.WaitAsync(Lease, Token);
        await WokenBy(() => Store.RecoverAsync("another", [], 3, (_, _) => true, Token));
        lease = await ClaimedAsync();
        await watch.WaitAsync(Lease, Token);
        await WokenBy(() => Store.FailAsync(lease, Samples.Busy, Token));
        await WokenBy(() => Store.RetryAsync(id, 0, Token));
        await WokenBy(() => Store.CancelAsync(id, 0, Token));

        async Task WokenBy(Func<Task> change)
        {
            await change();
            using var now = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var woken = watch.WaitAsync(Lease, now.Token).AsTask();
            Assert.True(woken.IsCompleted, "the watcher was not woken");
            await woken;
        }
    }

    protected async Task<GenerationState> CreateAsync(GenerationRequest? request = null, IdempotencyKey? key = null)
    {
        // A moment apart, so that oldest and newest mean something.
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var outcome = await Store.CreateAsync(Ids.New(Time), request ?? Samples.Request(), key, 1000, Token);
        return Assert.IsType<CreateOutcome.Created>(outcome).State;
    }

    protected Task<SlotLease?> ClaimAsync(string owner = "runner", params string[] lanes) =>
        Store.ClaimAsync(owner, lanes is [] ? [Samples.Provider] : lanes, Lease, Token);

    protected async Task<SlotLease> ClaimedAsync(string owner = "runner", params string[] lanes)
    {
        var lease = await ClaimAsync(owner, lanes);
        Assert.NotNull(lease);
        return lease;
    }

    protected async Task<GenerationState> FindAsync(string id)
    {
        var state = await Store.FindAsync(id, Token);
        Assert.NotNull(state);
        return state;
    }

    protected Task<ImmutableArray<LoggedEvent>> LogAsync(string id) => Store.EventsAsync(id, 0, int.MaxValue, Token);

    /// <summary>The log counts from 1 without gaps up to what the state says, and returns it.</summary>
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

    /// <summary>Starts all of them together on pool threads.</summary>
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
}
