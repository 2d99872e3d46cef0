using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every slot queue.</summary>
public abstract class SlotQueueContract : StoreContract
{
    [Fact]
    public async Task Creating_postponing_and_retrying_wake_whoever_waits_for_work()
    {
        using var work = Signals.Subscribe(IJobSignals.Work);
        var id = (await CreateAsync()).Id;
        Assert.True(await work.WaitAsync(Lease, Token));
        await Queue.PostponeAsync(await ClaimedAsync(), Samples.Busy, TimeSpan.Zero, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
        await Generations.CancelAsync(id, null, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
        await Generations.RetryAsync(id, 0, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
    }

    [Fact]
    public async Task The_oldest_slot_is_claimed_first()
    {
        var first = (await CreateAsync(Samples.Request(n: 2))).Id;
        var second = (await CreateAsync()).Id;

        var claims = new[] { await ClaimedAsync(), await ClaimedAsync(), await ClaimedAsync() };

        Assert.Equal([(first, 0), (first, 1), (second, 0)], claims.Select(lease => (lease.GenerationId, lease.ImageIndex)));
        Assert.Null(await ClaimAsync());
    }

    [Fact]
    public async Task Only_lanes_that_are_named_are_claimed_from()
    {
        await CreateAsync(Samples.Request(provider: "slow"));
        var other = (await CreateAsync(Samples.Request(provider: "quick"))).Id;

        Assert.Equal(other, (await ClaimedAsync("runner", "quick", "unheard of")).GenerationId);
        Assert.Null(await ClaimAsync("runner", "quick"));
        Assert.Null(await Queue.ClaimAsync("runner", [], Lease, Token));
    }

    [Fact]
    public async Task A_claim_holds_the_slot_for_its_owner()
    {
        var created = await CreateAsync(Samples.Request(n: 2));

        var lease = await ClaimedAsync();

        Assert.Equal(("runner", 1, 1), (lease.Owner, lease.Attempt, lease.Tries));
        Assert.Equal(created.Request, lease.Request);
        var slot = (await FindAsync(created.Id)).Slots[0];
        Assert.Equal((SlotStatus.Running, "runner", Time.GetUtcNow() + Lease), (slot.Status, slot.LeaseOwner, slot.LeaseUntil));
        Assert.Equal("started", Json((await WholeLogAsync(created.Id))[^1]).GetProperty("stage").GetString());
    }

    [Fact]
    public async Task No_slot_is_claimed_twice_however_many_claim_at_once()
    {
        await CreateAsync(Samples.Request(n: 16));
        await CreateAsync(Samples.Request(n: 16));

        var claims = await AtOnce(48, index => ClaimAsync($"runner {index % 8}"));

        Assert.Equal(32, claims.OfType<SlotLease>().Select(lease => (lease.GenerationId, lease.ImageIndex)).Distinct().Count());
        Assert.Equal(16, claims.Count(lease => lease is null));
    }

    [Fact]
    public async Task A_postponed_slot_is_not_claimed_before_its_time()
    {
        var id = (await CreateAsync()).Id;
        var lease = await ClaimedAsync();
        Assert.Null(await Queue.NextDueAsync([Samples.Provider], Token));

        Assert.True(await Queue.PostponeAsync(lease, Samples.Busy, TimeSpan.FromSeconds(5), Token));

        Assert.Null(await ClaimAsync());
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(5), await Queue.NextDueAsync([Samples.Provider], Token));
        Assert.Null(await Queue.NextDueAsync(["another"], Token));
        Assert.Null(await Queue.NextDueAsync([], Token));
        Time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.Null(await ClaimAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var again = await ClaimedAsync();
        Assert.Equal((2, 2), (again.Attempt, again.Tries));
        Assert.Null(await Queue.NextDueAsync([Samples.Provider], Token));
        var waiting = Json((await WholeLogAsync(id))[^2]);
        Assert.Equal(("waiting", 5000), (waiting.GetProperty("stage").GetString(), waiting.GetProperty("eta_ms").GetInt32()));
    }

    [Fact]
    public async Task A_lease_of_an_older_attempt_can_write_nothing()
    {
        var id = (await CreateAsync()).Id;
        var old = await ClaimedAsync();
        await Queue.PostponeAsync(old, Samples.Busy, TimeSpan.Zero, Token);
        var current = await ClaimedAsync();
        await AssertWritesNothing(id, old);
        await AssertWritesNothing(id, current with { Owner = "another" });
        Assert.True(await Queue.CompleteAsync(current, Samples.Image(), Token));
    }

    [Theory]
    [InlineData(SlotStatus.Ready)]
    [InlineData(SlotStatus.Failed)]
    [InlineData(SlotStatus.Cancelled)]
    public async Task After_its_end_nothing_is_written_about_a_slot(SlotStatus end)
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var lease = await ClaimedAsync();
        await EndAsync(lease, end);

        await AssertWritesNothing(id, lease);
        Assert.Equal(end, (await FindAsync(id)).Slots[0].Status);
    }

    [Fact]
    public async Task A_lease_of_nothing_can_write_nothing()
    {
        var id = (await CreateAsync()).Id;
        await AssertWritesNothing(id, new SlotLease(id, 0, 0, 0, "runner", Samples.Request(), Time.GetUtcNow()));
        Assert.False(await Queue.CompleteAsync(new SlotLease(Ids.New(Time), 0, 1, 1, "runner", Samples.Request(), Time.GetUtcNow()), Samples.Image(), Token));
    }

    [Fact]
    public async Task Renewing_keeps_leases_and_tells_which_were_lost()
    {
        var id = (await CreateAsync(Samples.Request(n: 4))).Id;
        var kept = await ClaimedAsync();
        var cancelled = await ClaimedAsync();
        var postponed = await ClaimedAsync();
        var finished = await ClaimedAsync();
        await Generations.CancelAsync(id, cancelled.ImageIndex, Token);
        await Queue.PostponeAsync(postponed, Samples.Busy, TimeSpan.Zero, Token);
        await ClaimedAsync();
        await Queue.CompleteAsync(finished, Samples.Image(), Token);
        Time.Advance(TimeSpan.FromSeconds(10));

        var lost = await Queue.RenewAsync([kept, cancelled, postponed, finished], Lease, Token);

        Assert.Equal([cancelled, postponed, finished], lost);
        Assert.Equal(Time.GetUtcNow() + Lease, (await FindAsync(id)).Slots[kept.ImageIndex].LeaseUntil);
        Assert.Empty(await Queue.RenewAsync([], Lease, Token));
    }

    [Fact]
    public async Task Recovering_puts_slots_of_runners_that_are_gone_back_into_the_queue()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var gone = await ClaimedAsync("gone");

        Assert.Equal(1, await Queue.RecoverAsync("runner", [], 3, (_, _) => true, Token));

        Assert.Equal([SlotStatus.Waiting, SlotStatus.Waiting], (await FindAsync(id)).Slots.Select(slot => slot.Status));
        await AssertWritesNothing(id, gone);
        Assert.Equal((0, 2), ((await ClaimedAsync()).ImageIndex, (await FindAsync(id)).Slots[0].Attempt));
        await WholeLogAsync(id);
    }

    [Fact]
    public async Task Recovering_reports_interrupted_what_must_not_be_repeated()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        await Queue.CompleteAsync(await ClaimedAsync("gone"), Samples.Image(), Token);
        await ClaimedAsync("gone");

        Assert.Equal(1, await Queue.RecoverAsync("runner", [], 3, (request, _) => request.Provider != Samples.Provider, Token));

        var state = await FindAsync(id);
        Assert.Equal((GenerationStatus.Partial, FailureCode.Interrupted), (state.Status, state.Slots[1].Failure!.Code));
        Assert.Equal(["error", "complete"], (await WholeLogAsync(id))[^2..].Select(logged => logged.Type));
    }

    [Fact]
    public async Task Recovering_gives_up_a_slot_that_was_cut_off_each_time_it_was_tried_and_a_person_may_still_retry_it()
    {
        var id = (await CreateAsync()).Id;
        for (var tries = 1; tries <= 3; tries++)
        {
            Assert.Equal(tries, (await ClaimedAsync($"gone {tries}")).Tries);
            Assert.Equal(1, await Queue.RecoverAsync($"runner {tries}", [], 3, (_, _) => true, Token));
        }

        var state = await FindAsync(id);
        Assert.Equal((GenerationStatus.Failed, FailureCode.Interrupted), (state.Status, state.Slots[0].Failure!.Code));
        Assert.Null(await ClaimAsync());
        Assert.IsType<ChangeOutcome.Done>(await Generations.RetryAsync(id, 0, Token));
        Assert.Equal((4, 1), ((await ClaimedAsync("gone 4")).Attempt, (await FindAsync(id)).Slots[0].Tries));
        Assert.Equal(1, await Queue.RecoverAsync("runner", [], 3, (_, _) => true, Token));
        Assert.Equal(SlotStatus.Waiting, (await FindAsync(id)).Slots[0].Status);
    }

    [Fact]
    public async Task Recovering_leaves_alone_what_its_own_runner_holds()
    {
        await CreateAsync(Samples.Request(n: 2));
        var lease = await ClaimedAsync();

        Assert.Equal(0, await Queue.RecoverAsync("runner", [], 3, (_, _) => true, Token));
        Assert.True(await Queue.CompleteAsync(lease, Samples.Image(), Token));
    }

    [Fact]
    public async Task Recovering_ends_the_owners_own_leases_that_have_lapsed()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var kept = await ClaimedAsync();
        var lapsed = await ClaimedAsync();
        Time.Advance(Lease - TimeSpan.FromSeconds(1));
        await Queue.RenewAsync([kept], Lease, Token);
        Assert.Equal(0, await Queue.RecoverAsync("runner", [], 3, (_, _) => true, Token));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await Queue.RecoverAsync("runner", [], 3, (_, _) => true, Token));

        Assert.Equal([SlotStatus.Running, SlotStatus.Waiting], (await FindAsync(id)).Slots.Select(slot => slot.Status));
        await AssertWritesNothing(id, lapsed);
    }

    [Fact]
    public async Task What_its_owner_is_working_on_is_not_cut_off_whatever_the_clock_says()
    {
        await CreateAsync(Samples.Request());
        var lease = await ClaimedAsync();
        Time.Advance(TimeSpan.FromHours(5));

        Assert.Equal(0, await Queue.RecoverAsync(lease.Owner, [lease], 3, (_, _) => true, Token));
        Assert.Equal(0, await Queue.RecoverAsync(lease.Owner, [lease], 3, (_, _) => false, Token));
        Assert.Equal(1, await Queue.RecoverAsync(lease.Owner, [lease with { Attempt = 0 }], 3, (_, _) => true, Token));
    }

    [Fact]
    public async Task What_a_provider_can_be_resumed_with_is_there_for_the_next_claim_until_it_is_worth_nothing()
    {
        var id = (await CreateAsync(Samples.Request())).Id;
        var lease = (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        Assert.Null(lease.ResumeToken);
        Assert.True(await Queue.StoreResumeTokenAsync(lease, "resp_1:5", Token));
        Assert.Equal(2, (await LogAsync(id)).Length);

        var asked = new List<string?>();
        await Queue.RecoverAsync("another", [], 3, (_, token) => { asked.Add(token); return true; }, Token);
        var next = (await Queue.ClaimAsync("another", [Samples.Provider], Lease, Token))!;
        Assert.Equal("resp_1:5", next.ResumeToken);
        Assert.Equal("resp_1:5", Assert.Single(asked));
        Assert.False(await Queue.StoreResumeTokenAsync(lease, "resp_0:1", Token));

        await Queue.FailAsync(next, new Failure(FailureCode.Timeout, "Late."), Token);
        await Generations.RetryAsync(id, 0, Token);
        var retried = (await Queue.ClaimAsync("another", [Samples.Provider], Lease, Token))!;
        Assert.Equal("resp_1:5", retried.ResumeToken);
        Assert.True(await Queue.StoreResumeTokenAsync(retried, null, Token));
        Assert.Null((await FindAsync(id)).Slots[0].ResumeToken);
    }

    [Fact]
    public async Task A_held_lane_is_told_to_the_next_slot_of_each_generation_that_waits_for_it()
    {
        var waiting = (await CreateAsync(Samples.Request(n: 3))).Id;
        var elsewhere = (await CreateAsync(Samples.Request(1, "another"))).Id;
        await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token);
        await Queue.ReportPauseAsync(new PausedQueue(Samples.Provider, PauseReason.Rate, Time.GetUtcNow() + TimeSpan.FromSeconds(38)), Token);

        var told = (await LogAsync(waiting))[^1];
        Assert.Equal(("progress", 1), (told.Type, told.ImageIndex));
        Assert.Equal("Waiting for the rate limit: next slot in 38 s.", Json(told).GetProperty("message").GetString());
        Assert.Equal(38_000, Json(told).GetProperty("eta_ms").GetInt64());
        Assert.Single(await LogAsync(elsewhere));
    }

    [Fact]
    public async Task The_first_start_is_kept_over_all_tries_and_begins_anew_with_a_retry_by_hand()
    {
        var id = (await CreateAsync(Samples.Request())).Id;
        var first = (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        var began = Time.GetUtcNow();
        await Queue.PostponeAsync(first, new Failure(FailureCode.RateLimited, "Slow."), TimeSpan.FromSeconds(5), Token);
        Time.Advance(TimeSpan.FromSeconds(5));
        var second = (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        Assert.Equal((began, began), (first.FirstStartedAt, second.FirstStartedAt));

        await Queue.FailAsync(second, new Failure(FailureCode.Quota, "Empty."), Token);
        await Generations.RetryAsync(id, 0, Token);
        Assert.Equal(Time.GetUtcNow(), (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!.FirstStartedAt);
    }

    [Fact]
    public async Task A_slot_that_falls_back_is_claimed_in_the_other_lane_with_what_that_provider_is_asked_for()
    {
        using var work = Signals.Subscribe(IJobSignals.Work);
        var id = (await CreateAsync()).Id;
        var lease = await ClaimedAsync();
        await work.WaitAsync(Lease, Token);

        Assert.True(await Queue.FallBackAsync(lease, Samples.NoCredit, Samples.ToSecond(), Token));

        Assert.True(await work.WaitAsync(Lease, Token));
        Assert.Null(await ClaimAsync());
        var other = await ClaimedAsync("runner", "second");
        Assert.Equal(("second", Samples.Provider, 1, 2), (other.Request.Provider, other.Requested.Provider, other.Tries, other.Attempt));
        Assert.Equal((Samples.Provider, FailureCode.Quota), (Assert.Single(other.Failed).Provider, other.Failed[0].Failure.Code));
        Assert.False(await Queue.FallBackAsync(lease, Samples.NoCredit, Samples.ToSecond(), Token));
        await WholeLogAsync(id);
    }

    [Fact]
    public async Task Recovering_asks_about_the_provider_that_really_worked_and_a_retry_goes_back_to_the_one_asked_for()
    {
        var id = (await CreateAsync()).Id;
        await Queue.FallBackAsync(await ClaimedAsync(), Samples.NoCredit, Samples.ToSecond(), Token);
        await ClaimedAsync("gone", "second");
        var asked = new List<string>();

        await Queue.RecoverAsync("runner", [], 3, (request, _) => { asked.Add(request.Provider); return false; }, Token);

        Assert.Equal(["second"], asked);
        await Generations.RetryAsync(id, 0, Token);
        Assert.Null(await ClaimAsync("runner", "second"));
        Assert.Equal(Samples.Provider, (await ClaimedAsync()).Request.Provider);
    }

    [Fact]
    public async Task After_three_images_a_claim_says_how_long_the_next_is_likely_to_take()
    {
        for (var seconds = 1; seconds <= 3; seconds++)
        {
            await CreateAsync();
            var lease = await ClaimedAsync();
            Assert.Null(lease.Expected);
            Time.Advance(TimeSpan.FromSeconds(seconds * 10));
            await Queue.CompleteAsync(lease, Samples.Image(ImageId(seconds)) with { Model = "oils, of the 5th of May" }, Token);
        }

        var id = (await CreateAsync()).Id;
        Assert.Equal(TimeSpan.FromSeconds(20), (await ClaimedAsync()).Expected);
        var started = Json((await LogAsync(id))[^1]);
        Assert.Equal((20_000, true), (started.GetProperty("eta_ms").GetInt32(), started.GetProperty("estimated").GetBoolean()));
        await CreateAsync(Samples.Request() with { Model = "watercolours" });
        Assert.Null((await ClaimedAsync()).Expected);
        await CreateAsync(Samples.Request(provider: "another"));
        Assert.Null((await ClaimedAsync("runner", "another")).Expected);
    }
}
