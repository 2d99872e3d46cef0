using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every generation store.</summary>
public abstract class GenerationStoreContract : StoreContract
{
    [Fact]
    public async Task A_generation_and_its_slots_are_stored_when_create_returns()
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

        Assert.Null(await Generations.FindAsync(id, Token));
        Assert.Empty(await LogAsync(id));
        Assert.Empty(await Generations.NewestPartialsAsync(id, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Generations.CancelAsync(id, null, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Generations.RetryAsync(id, 0, null, Token));
    }

    [Fact]
    public async Task Recent_generations_come_newest_first_with_their_slots()
    {
        var ids = new List<string>();
        for (var n = 1; n <= 4; n++)
        {
            ids.Add((await CreateAsync(Samples.Request(n))).Id);
        }

        var recent = await Generations.RecentAsync(3, Token);

        Assert.Equal([ids[3], ids[2], ids[1]], recent.Select(state => state.Id));
        Assert.Equal([4, 3, 2], recent.Select(state => state.Slots.Length));
    }

    [Fact]
    public async Task Earlier_generations_continue_after_one_newest_first()
    {
        var ids = new List<string>();
        for (var n = 1; n <= 4; n++)
        {
            ids.Add((await CreateAsync(Samples.Request(n))).Id);
        }

        var earlier = await Generations.EarlierAsync(ids[3], 2, Token);

        Assert.Equal([ids[2], ids[1]], earlier.Select(state => state.Id));
        Assert.Equal([3, 2], earlier.Select(state => state.Slots.Length));
        Assert.Equal([ids[0]], (await Generations.EarlierAsync(ids[1], 2, Token)).Select(state => state.Id));
        Assert.Empty(await Generations.EarlierAsync(ids[0], 2, Token));
        Assert.Empty(await Generations.EarlierAsync(Ids.New(Time), 2, Token));
    }

    [Fact]
    public async Task Unfinished_generations_come_oldest_first_until_they_have_ended()
    {
        var first = await CreateAsync(Samples.Request(n: 2));
        var second = await CreateAsync(Samples.Request());
        var third = await CreateAsync(Samples.Request());
        await Generations.CancelAsync(second.Id, null, Token);
        await Generations.CancelAsync(first.Id, 0, Token);

        var unfinished = await Generations.UnfinishedAsync(10, Token);

        Assert.Equal([first.Id, third.Id], unfinished.Select(state => state.Id));
        Assert.Equal([SlotStatus.Cancelled, SlotStatus.Waiting], unfinished[0].Slots.Select(slot => slot.Status));
        Assert.Equal([first.Id], (await Generations.UnfinishedAsync(1, Token)).Select(state => state.Id));
    }

    [Fact]
    public async Task Waiting_generations_are_started_in_the_order_into_which_they_were_moved()
    {
        var ids = new List<string>();
        foreach (var n in (int[])[1, 2, 1, 1])
        {
            ids.Add((await CreateAsync(Samples.Request(n: n))).Id);
        }

        async Task<IEnumerable<int>> Order() => (await Generations.UnfinishedAsync(10, Token)).Select(state => ids.IndexOf(state.Id));

        Assert.True(await Generations.MoveAsync(ids[3], ids[0], Token));
        Assert.Equal([3, 0, 1, 2], await Order());
        Assert.True(await Generations.MoveAsync(ids[3], ids[2], Token));
        Assert.Equal([0, 1, 3, 2], await Order());
        Assert.True(await Generations.MoveAsync(ids[1], null, Token));
        Assert.Equal([0, 3, 2, 1], await Order());
        Assert.True(await Generations.MoveAsync(ids[2], ids[3], Token));
        Assert.True(await Generations.MoveAsync(ids[1], ids[3], Token));
        Assert.Equal([0, 2, 1, 3], await Order());

        var claimed = new List<(int, int)>();
        while (await ClaimAsync() is { } lease)
        {
            claimed.Add((ids.IndexOf(lease.GenerationId), lease.ImageIndex));
        }

        Assert.Equal([(0, 0), (2, 0), (1, 0), (1, 1), (3, 0)], claimed);
    }

    [Fact]
    public async Task A_generation_without_waiting_slots_is_neither_moved_nor_a_place_to_move_to()
    {
        var ended = await CreateAsync(Samples.Request());
        await Generations.CancelAsync(ended.Id, null, Token);
        var waiting = await CreateAsync(Samples.Request());

        Assert.False(await Generations.MoveAsync(ended.Id, waiting.Id, Token));
        Assert.False(await Generations.MoveAsync(waiting.Id, ended.Id, Token));
        Assert.False(await Generations.MoveAsync(waiting.Id, waiting.Id, Token));
        Assert.False(await Generations.MoveAsync(Ids.New(Time), null, Token));
        Assert.True(await Generations.MoveAsync(waiting.Id, null, Token));
    }

    [Fact]
    public async Task The_same_key_with_the_same_body_is_the_same_generation()
    {
        var first = await CreateAsync(Samples.Request(), new IdempotencyKey("key", "body"));
        var again = await Generations.CreateAsync(Ids.New(Time), Samples.Request(), new IdempotencyKey("key", "body"), 100, Token);

        Assert.Equal(first.Id, Accepted(again, isNew: false).Id);
        Assert.Single(await Generations.RecentAsync(10, Token));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_names_its_generation()
    {
        var first = await CreateAsync(Samples.Request(), new IdempotencyKey("key", "body"));
        var other = await Generations.CreateAsync(Ids.New(Time), Samples.Request(n: 2), new IdempotencyKey("key", "other"), 100, Token);

        Assert.Equal(first.Id, Assert.IsType<StartOutcome.KeyReused>(other).GenerationId);
        Assert.Single(await Generations.RecentAsync(10, Token));
    }

    [Fact]
    public async Task Ten_creates_at_once_with_one_key_make_one_generation()
    {
        var outcomes = await AtOnce(10, _ => Generations.CreateAsync(Ids.New(Time), Samples.Request(), new IdempotencyKey("key", "body"), 100, Token));

        Assert.Single(outcomes.OfType<StartOutcome.Accepted>(), outcome => outcome.IsNew);
        Assert.Equal(9, outcomes.OfType<StartOutcome.Accepted>().Count(outcome => !outcome.IsNew));
        Assert.Single(outcomes.Select(outcome => ((StartOutcome.Accepted)outcome).State.Id).Distinct());
    }

    [Fact]
    public async Task A_generation_that_would_overfill_the_queue_is_refused_whole()
    {
        await CreateAsync(Samples.Request(n: 3));
        await ClaimedAsync();

        Assert.Equal(3, Assert.IsType<StartOutcome.QueueFull>(await Generations.CreateAsync(Ids.New(Time), Samples.Request(n: 2), null, 4, Token)).Unfinished);
        Accepted(await Generations.CreateAsync(Ids.New(Time), Samples.Request(), null, 4, Token), isNew: true);
        Assert.Equal(2, (await Generations.RecentAsync(10, Token)).Length);
    }

    [Fact]
    public async Task Slots_that_have_ended_take_no_place_in_the_queue()
    {
        await CreateAsync(Samples.Request(n: 2));
        await Queue.CompleteAsync(await ClaimedAsync(), Samples.Image(), Token);
        await Queue.FailAsync(await ClaimedAsync(), Samples.Blocked, providerCalled: true, Token);

        Accepted(await Generations.CreateAsync(Ids.New(Time), Samples.Request(n: 2), null, 2, Token), isNew: true);
    }

    [Fact]
    public async Task Retrying_reopens_the_generation_and_continues_its_log()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        await EndAsync(await ClaimedAsync(), SlotStatus.Failed);
        var before = await WholeLogAsync(id);

        var outcome = Assert.IsType<ChangeOutcome.Done>(await Generations.RetryAsync(id, 1, null, Token));

        Assert.Equal([1], outcome.Changed);
        Assert.Equal(GenerationStatus.Running, outcome.State.Status);
        var lease = await ClaimedAsync();
        Assert.Equal((1, 2, 1), (lease.ImageIndex, lease.Attempt, lease.Tries));
        await EndAsync(lease, SlotStatus.Ready);
        var log = await WholeLogAsync(id);
        Assert.Equal(before, log[..before.Length]);
        Assert.Equal(["progress", "progress", "image", "complete"], log[before.Length..].Select(logged => logged.Type));
        Assert.Equal(GenerationStatus.Completed, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Retrying_a_slot_that_waits_runs_or_is_ready_changes_nothing()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        await ClaimedAsync();
        var before = await WholeLogAsync(id);
        foreach (var index in new[] { 0, 1 })
        {
            Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Generations.RetryAsync(id, index, null, Token)).Changed);
        }

        Assert.Equal(before, await WholeLogAsync(id));
        await EndAsync(Held(await FindAsync(id), 0), SlotStatus.Ready);
        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Generations.RetryAsync(id, 0, null, Token)).Changed);
        Assert.IsType<ChangeOutcome.NotFound>(await Generations.RetryAsync(id, 2, null, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Generations.RetryAsync(id, -1, null, Token));
    }

    [Fact]
    public async Task Cancelling_ends_only_slots_that_have_not_ended()
    {
        var id = (await CreateAsync(Samples.Request(n: 3))).Id;
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        await ClaimedAsync();

        var outcome = Assert.IsType<ChangeOutcome.Done>(await Generations.CancelAsync(id, null, Token));

        Assert.Equal([1, 2], outcome.Changed);
        Assert.Equal([SlotStatus.Ready, SlotStatus.Cancelled, SlotStatus.Cancelled], outcome.State.Slots.Select(slot => slot.Status));
        Assert.Equal(["error", "error", "complete"], (await WholeLogAsync(id))[^3..].Select(logged => logged.Type));
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task Cancelling_twice_changes_nothing()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        Assert.Equal([1], Assert.IsType<ChangeOutcome.Done>(await Generations.CancelAsync(id, 1, Token)).Changed);
        await Generations.CancelAsync(id, null, Token);
        var before = await WholeLogAsync(id);

        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Generations.CancelAsync(id, null, Token)).Changed);
        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Generations.CancelAsync(id, 1, Token)).Changed);

        Assert.Equal(before, await WholeLogAsync(id));
        Assert.IsType<ChangeOutcome.NotFound>(await Generations.CancelAsync(id, 2, Token));
    }

    [Fact]
    public async Task A_race_of_complete_and_cancel_has_one_outcome()
    {
        for (var round = 0; round < 60; round++)
        {
            var id = (await CreateAsync()).Id;
            var lease = await ClaimedAsync();
            var outcomes = await AtOnce(2, async side => (side + round) % 2 == 0
                ? await Queue.CompleteAsync(lease, Samples.Image(ImageId(round)), Token)
                : await Generations.CancelAsync(id, null, Token) is ChangeOutcome.Done(_, [_]));

            Assert.Single(outcomes, won => won);
            var state = await FindAsync(id);
            var completed = outcomes[round % 2];
            Assert.Equal(completed ? GenerationStatus.Completed : GenerationStatus.Cancelled, state.Status);
            Assert.Equal(completed ? ["image", "complete"] : ["error", "complete"], (await WholeLogAsync(id))[^2..].Select(logged => logged.Type));
            Assert.Equal(completed, state.Slots[0].ImageId is not null);
        }
    }

    [Fact]
    public async Task A_cancel_that_loses_the_race_changes_nothing()
    {
        var id = (await CreateAsync()).Id;
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        var before = await WholeLogAsync(id);

        Assert.Empty(Assert.IsType<ChangeOutcome.Done>(await Generations.CancelAsync(id, null, Token)).Changed);
        Assert.Equal(before, await WholeLogAsync(id));
    }

    [Fact]
    public async Task The_newest_partial_images_are_those_of_each_slots_current_attempt()
    {
        var id = (await CreateAsync(Samples.Request(n: 3))).Id;
        var leases = new[] { await ClaimedAsync(), await ClaimedAsync(), await ClaimedAsync() };
        foreach (var frame in new[] { 0, 2, 1 })
        {
            Assert.True(await Queue.AddPartialImageAsync(leases[0], Samples.Preview(frame), Token));
        }

        await Queue.AddPartialImageAsync(leases[1], Samples.Preview(0, "old"), Token);
        await Queue.PostponeAsync(leases[1], Samples.Busy, TimeSpan.Zero, Token);
        await ClaimedAsync();

        Assert.Equal([(0, Samples.Preview(2))], (await Generations.NewestPartialsAsync(id, Token)).Select(frame => (frame.Key, frame.Value)));
        Assert.Equal(Samples.Preview(1).PreviewKey, (await LogAsync(id)).Where(logged => logged.Type == "partial_image").ElementAt(2).Image);
    }

    [Fact]
    public async Task A_cancelled_write_changes_nothing()
    {
        var id = (await CreateAsync()).Id;
        using var withdrawn = new CancellationTokenSource();
        await withdrawn.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Generations.CancelAsync(id, null, withdrawn.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.ClaimAsync("runner", [Samples.Provider], Lease, withdrawn.Token));

        Assert.Single(await WholeLogAsync(id));
    }

    [Fact]
    public async Task A_cancelled_call_is_not_resumed_by_a_retry()
    {
        var id = (await CreateAsync(Samples.Request())).Id;
        var lease = (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        await Queue.StoreResumeTokenAsync(lease, "resp_1:5", Token);
        var cancelled = Assert.IsType<ChangeOutcome.Done>(await Generations.CancelAsync(id, 0, Token));
        Assert.Equal("resp_1:5", cancelled.State.Slots[0].ResumeToken);

        await Generations.RetryAsync(id, 0, null, Token);
        Assert.Null((await FindAsync(id)).Slots[0].ResumeToken);
    }

    [Fact]
    public async Task A_key_is_used_once_a_generation_was_accepted_under_it()
    {
        Assert.False(await Generations.HasKeyAsync("key", Token));

        await CreateAsync(key: new IdempotencyKey("key", "body"));

        Assert.True(await Generations.HasKeyAsync("key", Token));
    }
}
