using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every slot queue.</summary>
public abstract class SlotQueueContract : StoreContract
{
    [Fact]
    public async Task Creating_postponing_and_retrying_raise_the_work_signal()
    {
        using var work = Signals.Subscribe(IJobSignals.Work);
        var id = (await CreateAsync()).Id;
        Assert.True(await work.WaitAsync(Lease, Token));
        await Queue.PostponeAsync(await ClaimedAsync(), Samples.Busy, TimeSpan.Zero, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
        await Generations.CancelAsync(id, null, Token);
        Assert.True(await work.WaitAsync(Lease, Token));
        await Generations.RetryAsync(id, 0, null, Token);
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
    public async Task A_claim_carries_the_trace_of_the_request_and_the_first_one_says_since_when_it_has_waited()
    {
        const string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var queuedAt = Time.GetUtcNow();
        await Generations.CreateAllAsync([new NewGeneration(Ids.New(Time), Samples.Request(), null) { TraceParent = trace }], null, 100, Token);
        Time.Advance(TimeSpan.FromSeconds(3));
        var first = await ClaimedAsync();
        Assert.Equal((trace, queuedAt), (first.TraceParent, first.QueuedAt));

        await Queue.PostponeAsync(first, new Failure(FailureCode.Unavailable, "Down."), TimeSpan.Zero, Token);
        var second = await ClaimedAsync();
        Assert.Equal((trace, null), (second.TraceParent, second.QueuedAt));
    }

    [Fact]
    public async Task Only_slots_of_the_named_providers_are_claimed()
    {
        await CreateAsync(Samples.Request(provider: "slow"));
        var other = (await CreateAsync(Samples.Request(provider: "quick"))).Id;

        Assert.Equal(other, (await ClaimedAsync("runner", "quick", "unheard of")).GenerationId);
        Assert.Null(await ClaimAsync("runner", "quick"));
        Assert.Null((await Queue.ClaimAsync("runner", [], Lease, Token)).Lease);
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
    public async Task Concurrent_claims_never_get_the_same_slot()
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
        Assert.Equal((null, null), await ClaimOrWaitAsync(new QueueLimits(Samples.Provider, 10, null)));

        Assert.True(await Queue.PostponeAsync(lease, Samples.Busy, TimeSpan.FromSeconds(5), Token));

        Assert.Equal((null, TimeSpan.FromSeconds(5)), await ClaimOrWaitAsync(new QueueLimits(Samples.Provider, 10, null)));
        Assert.Equal((null, null), await ClaimOrWaitAsync(new QueueLimits("another", 10, null)));
        Assert.Equal((null, null), await ClaimOrWaitAsync());
        Time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.Equal((null, TimeSpan.FromMilliseconds(1)), await ClaimOrWaitAsync(new QueueLimits(Samples.Provider, 10, null)));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var again = await ClaimedAsync();
        Assert.Equal((2, 2), (again.Attempt, again.Tries));
        Assert.Equal((null, null), await ClaimOrWaitAsync(new QueueLimits(Samples.Provider, 10, null)));
        var waiting = Json((await WholeLogAsync(id))[^2]);
        Assert.Equal(("waiting", 5000), (waiting.GetProperty("stage").GetString(), waiting.GetProperty("eta_ms").GetInt32()));
    }

    [Fact]
    public async Task A_lease_of_an_older_attempt_writes_nothing()
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
    public async Task A_lease_writes_nothing_after_its_slot_has_ended(SlotStatus end)
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var lease = await ClaimedAsync();
        await EndAsync(lease, end);

        await AssertWritesNothing(id, lease);
        Assert.Equal(end, (await FindAsync(id)).Slots[0].Status);
    }

    [Fact]
    public async Task A_lease_of_an_unclaimed_slot_writes_nothing()
    {
        var id = (await CreateAsync()).Id;
        await AssertWritesNothing(id, new SlotLease(id, 0, 0, 0, "runner", Samples.Request(), Time.GetUtcNow()));
        Assert.False(await Queue.CompleteAsync(new SlotLease(Ids.New(Time), 0, 1, 1, "runner", Samples.Request(), Time.GetUtcNow()), Samples.Image(), Token));
    }

    [Fact]
    public async Task Renewing_extends_leases_and_returns_the_lost_ones()
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
    public async Task Recovering_puts_slots_with_an_expired_lease_back_into_the_queue()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var gone = await ClaimedAsync("gone");

        Assert.Equal(1, await RecoverExpiredAsync());

        Assert.Equal([SlotStatus.Waiting, SlotStatus.Waiting], (await FindAsync(id)).Slots.Select(slot => slot.Status));
        await AssertWritesNothing(id, gone);
        Assert.Equal((0, 2), ((await ClaimedAsync()).ImageIndex, (await FindAsync(id)).Slots[0].Attempt));
        await WholeLogAsync(id);
    }

    [Fact]
    public async Task Recovering_reports_slots_that_must_not_run_again_as_interrupted()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        await Queue.CompleteAsync(await ClaimedAsync("gone"), Samples.Image(), Token);
        await ClaimedAsync("gone");

        Time.Advance(Lease);
        Assert.Equal(1, await Queue.RecoverAsync([], 3, (request, _) => request.Provider != Samples.Provider, Token));

        var state = await FindAsync(id);
        Assert.Equal((GenerationStatus.Partial, FailureCode.Interrupted), (state.Status, state.Slots[1].Failure!.Code));
        Assert.Equal(["error", "complete"], (await WholeLogAsync(id))[^2..].Select(logged => logged.Type));
    }

    [Fact]
    public async Task Recovering_reports_a_slot_that_was_interrupted_in_every_try_and_a_person_may_retry_it()
    {
        var id = (await CreateAsync()).Id;
        for (var tries = 1; tries <= 3; tries++)
        {
            Assert.Equal(tries, (await ClaimedAsync($"gone {tries}")).Tries);
            Assert.Equal(1, await RecoverExpiredAsync());
        }

        var state = await FindAsync(id);
        Assert.Equal((GenerationStatus.Failed, FailureCode.Interrupted), (state.Status, state.Slots[0].Failure!.Code));
        Assert.Null(await ClaimAsync());
        Assert.IsType<ChangeOutcome.Done>(await Generations.RetryAsync(id, 0, null, Token));
        Assert.Equal((4, 1), ((await ClaimedAsync("gone 4")).Attempt, (await FindAsync(id)).Slots[0].Tries));
        Assert.Equal(1, await RecoverExpiredAsync());
        Assert.Equal(SlotStatus.Waiting, (await FindAsync(id)).Slots[0].Status);
    }

    [Fact]
    public async Task Recovering_leaves_leases_of_all_owners_that_have_not_expired()
    {
        await CreateAsync(Samples.Request(n: 2));
        var (one, other) = (await ClaimedAsync("one"), await ClaimedAsync("other"));
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));

        Assert.Equal(0, await Queue.RecoverAsync([], 3, (_, _) => true, Token));
        Assert.True(await Queue.CompleteAsync(one, Samples.Image(ImageId(1)), Token));
        Assert.True(await Queue.CompleteAsync(other, Samples.Image(ImageId(2)), Token));
    }

    [Fact]
    public async Task Recovering_takes_expired_leases_only()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var kept = await ClaimedAsync();
        var lapsed = await ClaimedAsync();
        Time.Advance(Lease - TimeSpan.FromSeconds(1));
        await Queue.RenewAsync([kept], Lease, Token);
        Assert.Equal(0, await Queue.RecoverAsync([], 3, (_, _) => true, Token));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await Queue.RecoverAsync([], 3, (_, _) => true, Token));

        Assert.Equal([SlotStatus.Running, SlotStatus.Waiting], (await FindAsync(id)).Slots.Select(slot => slot.Status));
        await AssertWritesNothing(id, lapsed);
    }

    [Fact]
    public async Task Recovering_leaves_the_slots_of_the_caller_even_if_the_clock_was_set_forward()
    {
        await CreateAsync(Samples.Request());
        var lease = await ClaimedAsync();
        Time.Advance(TimeSpan.FromHours(5));

        Assert.Equal(0, await Queue.RecoverAsync([lease], 3, (_, _) => true, Token));
        Assert.Equal(0, await Queue.RecoverAsync([lease], 3, (_, _) => false, Token));
        Assert.Equal(1, await Queue.RecoverAsync([lease with { Attempt = 0 }], 3, (_, _) => true, Token));
    }

    [Fact]
    public async Task The_next_claim_gets_the_resume_token_until_it_is_removed()
    {
        var id = (await CreateAsync(Samples.Request())).Id;
        var lease = (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        Assert.Null(lease.ResumeToken);
        Assert.True(await Queue.StoreResumeTokenAsync(lease, "resp_1:5", Token));
        Assert.Equal(2, (await LogAsync(id)).Length);

        var asked = new List<string?>();
        Time.Advance(Lease);
        await Queue.RecoverAsync([], 3, (_, token) => { asked.Add(token); return true; }, Token);
        var next = (await Queue.ClaimAsync("another", [Samples.Provider], Lease, Token))!;
        Assert.Equal("resp_1:5", next.ResumeToken);
        Assert.Equal("resp_1:5", Assert.Single(asked));
        Assert.False(await Queue.StoreResumeTokenAsync(lease, "resp_0:1", Token));

        await Queue.FailAsync(next, new Failure(FailureCode.Timeout, "Late."), providerCalled: true, Token);
        await Generations.RetryAsync(id, 0, null, Token);
        var retried = (await Queue.ClaimAsync("another", [Samples.Provider], Lease, Token))!;
        Assert.Equal("resp_1:5", retried.ResumeToken);
        Assert.True(await Queue.StoreResumeTokenAsync(retried, null, Token));
        Assert.Null((await FindAsync(id)).Slots[0].ResumeToken);
    }

    [Fact]
    public async Task A_rate_limit_is_reported_once_to_the_next_slot_that_waits()
    {
        var waiting = (await CreateAsync(Samples.Request(n: 3))).Id;
        var elsewhere = (await CreateAsync(Samples.Request(1, "another"))).Id;
        var limits = new QueueLimits(Samples.Provider, 10, 1);
        Assert.NotNull((await ClaimOrWaitAsync(limits)).Lease);
        Time.Advance(TimeSpan.FromSeconds(22));
        Assert.Equal((null, TimeSpan.FromSeconds(38)), await ClaimOrWaitAsync(limits));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((null, TimeSpan.FromSeconds(37)), await ClaimOrWaitAsync(limits));

        var log = await WholeLogAsync(waiting);
        Assert.Equal((3, "progress", 1), (log.Length, log[^1].Type, log[^1].ImageIndex));
        Assert.Equal("Waiting for the rate limit: next slot in 38 s.", Json(log[^1]).GetProperty("message").GetString());
        Assert.Equal(38_000, Json(log[^1]).GetProperty("eta_ms").GetInt64());
        Assert.Single(await LogAsync(elsewhere));
    }

    [Fact]
    public async Task No_more_slots_run_at_once_than_the_concurrency_over_all_owners()
    {
        await CreateAsync(Samples.Request(n: 4));
        var limits = new QueueLimits(Samples.Provider, 2, null);

        var claims = await AtOnce(8, index => Queue.ClaimAsync($"runner {index}", [limits], Lease, Token));

        var leases = claims.Select(claim => claim.Lease).OfType<SlotLease>().ToList();
        Assert.Equal(2, leases.Count);
        Assert.Equal((null, null), await ClaimOrWaitAsync(limits));
        Assert.True(await Queue.CompleteAsync(leases[0], Samples.Image(), Token));
        Assert.NotNull((await ClaimOrWaitAsync(limits)).Lease);
        Assert.Null((await ClaimOrWaitAsync(limits)).Lease);
    }

    [Fact]
    public async Task A_full_queue_does_not_hold_up_another()
    {
        await CreateAsync(Samples.Request(n: 2, "slow"));
        var quick = (await CreateAsync(Samples.Request(provider: "quick"))).Id;
        QueueLimits[] limits = [new("slow", 1, null), new("quick", 1, null)];
        Assert.NotNull((await ClaimOrWaitAsync(limits)).Lease);

        Assert.Equal(quick, (await ClaimOrWaitAsync(limits)).Lease!.GenerationId);
        Assert.Null((await ClaimOrWaitAsync(limits)).Lease);
    }

    [Fact]
    public async Task No_more_slots_start_in_sixty_seconds_than_the_limit_also_when_they_are_tried_again()
    {
        await CreateAsync(Samples.Request(n: 5));
        var limits = new QueueLimits(Samples.Provider, 10, 2);
        Assert.True(await Queue.PostponeAsync((await ClaimOrWaitAsync(limits)).Lease!, Samples.Busy, TimeSpan.Zero, Token));
        Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, (await ClaimOrWaitAsync(limits)).Lease!.Attempt);

        Assert.Equal((null, TimeSpan.FromSeconds(40)), await ClaimOrWaitAsync(limits));
        Time.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromMilliseconds(1));
        Assert.Equal((null, TimeSpan.FromMilliseconds(1)), await ClaimOrWaitAsync(limits));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull((await ClaimOrWaitAsync(limits)).Lease);
        Assert.Equal((null, TimeSpan.FromSeconds(20)), await ClaimOrWaitAsync(limits));
    }

    [Fact]
    public async Task A_full_queue_waits_for_a_slot_that_ends_and_not_for_a_time()
    {
        await CreateAsync(Samples.Request(n: 2));
        var limits = new QueueLimits(Samples.Provider, 1, 1);
        var lease = (await ClaimOrWaitAsync(limits)).Lease!;

        Assert.Equal((null, null), await ClaimOrWaitAsync(limits));
        Assert.True(await Queue.CompleteAsync(lease, Samples.Image(), Token));
        Assert.Equal((null, TimeSpan.FromMinutes(1)), await ClaimOrWaitAsync(limits));
    }

    [Fact]
    public async Task Five_failures_in_a_row_open_the_circuit_which_is_reported_to_all_that_wait()
    {
        var first = (await CreateAsync(Samples.Request(n: 6))).Id;
        var second = (await CreateAsync()).Id;
        await FailAsync(5);

        var outcome = await Queue.ClaimAsync("runner", [Unlimited], Lease, Token);

        Assert.Equal((null, TimeSpan.FromSeconds(15)), (outcome.Lease, outcome.Wait));
        Assert.Equal([new PausedQueue(Samples.Provider, PauseReason.Circuit, Time.GetUtcNow() + TimeSpan.FromSeconds(15))], outcome.Paused);
        foreach (var id in new[] { first, second })
        {
            Assert.Equal("The provider does not answer. Retrying in 15 s.", Json((await WholeLogAsync(id))[^1]).GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData(FailureCode.InvalidRequest)]
    [InlineData(FailureCode.ModerationBlocked)]
    [InlineData(FailureCode.RateLimited)]
    [InlineData(FailureCode.BadOutput)]
    public async Task Any_answer_of_the_provider_resets_the_count_of_failures(FailureCode answer)
    {
        await CreateAsync(Samples.Request(n: 10));
        await FailAsync(4);
        Assert.True(await Queue.FailAsync(await ClaimedAsync(), new Failure(answer, "An answer."), providerCalled: true, Token));
        await FailAsync(4);

        Assert.NotNull((await ClaimOrWaitAsync(Unlimited)).Lease);
    }

    [Fact]
    public async Task A_failure_without_a_call_says_nothing_about_the_provider()
    {
        await CreateAsync(Samples.Request(n: 8));
        await FailAsync(4);
        Assert.True(await Queue.FailAsync(await ClaimedAsync(), Samples.NoCredit, providerCalled: false, Token));
        await FailAsync(1);

        Assert.Equal((null, TimeSpan.FromSeconds(15)), await ClaimOrWaitAsync(Unlimited));
    }

    [Fact]
    public async Task After_the_wait_one_slot_is_tried_and_each_failure_doubles_the_wait()
    {
        await CreateAsync(Samples.Request(n: 16));
        await FailAsync(5);

        foreach (var seconds in new[] { 15, 30, 60, 120, 240, 300, 300 })
        {
            Assert.Equal((null, TimeSpan.FromSeconds(seconds)), await ClaimOrWaitAsync(Unlimited));
            Time.Advance(TimeSpan.FromSeconds(seconds));
            var trial = (await ClaimOrWaitAsync(Unlimited)).Lease!;
            Assert.Equal((null, null), await ClaimOrWaitAsync(Unlimited));
            Assert.True(await Queue.FailAsync(trial, Samples.Busy, providerCalled: true, Token));
        }
    }

    [Fact]
    public async Task A_trial_that_succeeds_closes_the_circuit()
    {
        await CreateAsync(Samples.Request(n: 8));
        await FailAsync(5);
        Time.Advance(TimeSpan.FromSeconds(15));

        Assert.True(await Queue.CompleteAsync((await ClaimOrWaitAsync(Unlimited)).Lease!, Samples.Image(), Token));

        Assert.NotNull((await ClaimOrWaitAsync(Unlimited)).Lease);
        Assert.NotNull((await ClaimOrWaitAsync(Unlimited)).Lease);
    }

    [Fact]
    public async Task An_image_that_comes_after_its_slot_was_reported_as_interrupted_is_kept()
    {
        var id = (await CreateAsync()).Id;
        var late = await ClaimedAsync();
        Assert.Equal(1, await RecoverExpiredAsync(runAgain: false));
        Assert.Equal(GenerationStatus.Failed, (await FindAsync(id)).Status);
        Assert.Empty(await Queue.RenewAsync([late], Lease, Token));

        Assert.True(await Queue.CompleteAsync(late, Samples.Image(), Token));

        var slot = (await FindAsync(id)).Slots[0];
        Assert.Equal((SlotStatus.Ready, Samples.Image().Id, (Failure?)null), (slot.Status, slot.ImageId, slot.Failure));
        Assert.Equal(GenerationStatus.Completed, (await FindAsync(id)).Status);
        Assert.Equal(["error", "complete", "image", "complete"], (await WholeLogAsync(id))[^4..].Select(logged => logged.Type));
        Assert.False(await Queue.CompleteAsync(late, Samples.Image(ImageId(2)), Token));
    }

    [Fact]
    public async Task An_image_that_comes_after_its_interrupted_slot_was_retried_is_not_kept()
    {
        var id = (await CreateAsync()).Id;
        var late = await ClaimedAsync();
        await RecoverExpiredAsync(runAgain: false);
        await Generations.RetryAsync(id, 0, null, Token);

        Assert.Equal([late], await Queue.RenewAsync([late], Lease, Token));
        Assert.False(await Queue.CompleteAsync(late, Samples.Image(), Token));
        Assert.True(await Queue.CompleteAsync(await ClaimedAsync(), Samples.Image(), Token));
    }

    [Fact]
    public async Task A_failure_that_comes_after_its_slot_was_reported_as_interrupted_changes_nothing()
    {
        var id = (await CreateAsync()).Id;
        var late = await ClaimedAsync();
        await RecoverExpiredAsync(runAgain: false);
        var before = await WholeLogAsync(id);

        Assert.False(await Queue.FailAsync(late, Samples.Busy, providerCalled: true, Token));
        Assert.False(await Queue.PostponeAsync(late, Samples.Busy, TimeSpan.Zero, Token));
        Assert.Equal(before, await WholeLogAsync(id));
    }

    [Fact]
    public async Task Cancelling_raises_the_signal_for_runners()
    {
        var id = (await CreateAsync()).Id;
        using var cancelled = Signals.Subscribe(IJobSignals.Cancelled);

        await Generations.CancelAsync(id, null, Token);

        Assert.True(await cancelled.WaitAsync(Lease, Token));
    }

    [Fact]
    public async Task The_first_start_is_the_same_in_all_tries_and_reset_by_a_retry()
    {
        var id = (await CreateAsync(Samples.Request())).Id;
        var first = (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        var began = Time.GetUtcNow();
        await Queue.PostponeAsync(first, new Failure(FailureCode.RateLimited, "Slow."), TimeSpan.FromSeconds(5), Token);
        Time.Advance(TimeSpan.FromSeconds(5));
        var second = (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        Assert.Equal((began, began), (first.FirstStartedAt, second.FirstStartedAt));

        await Queue.FailAsync(second, new Failure(FailureCode.Quota, "Empty."), providerCalled: true, Token);
        await Generations.RetryAsync(id, 0, null, Token);
        Assert.Equal(Time.GetUtcNow(), (await Queue.ClaimAsync("runner", [Samples.Provider], Lease, Token))!.FirstStartedAt);
    }

    [Fact]
    public async Task A_slot_that_falls_back_is_claimed_for_the_other_provider_with_its_request()
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
    public async Task Recovering_decides_by_the_fallback_provider_and_a_retry_goes_back_to_the_requested_one()
    {
        var id = (await CreateAsync()).Id;
        await Queue.FallBackAsync(await ClaimedAsync(), Samples.NoCredit, Samples.ToSecond(), Token);
        await ClaimedAsync("gone", "second");
        var asked = new List<string>();

        Time.Advance(Lease);
        await Queue.RecoverAsync([], 3, (request, _) => { asked.Add(request.Provider); return false; }, Token);

        Assert.Equal(["second"], asked);
        await Generations.RetryAsync(id, 0, null, Token);
        Assert.Null(await ClaimAsync("runner", "second"));
        Assert.Equal(Samples.Provider, (await ClaimedAsync()).Request.Provider);
    }

    [Fact]
    public async Task After_three_images_a_claim_has_the_likely_duration()
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

    private static QueueLimits Unlimited { get; } = new(Samples.Provider, 1000, null);

    private async Task<(SlotLease? Lease, TimeSpan? Wait)> ClaimOrWaitAsync(params QueueLimits[] limits)
    {
        var outcome = await Queue.ClaimAsync("runner", limits, Lease, Token);
        return (outcome.Lease, outcome.Wait);
    }

    /// <summary>Claims slots and ends them because the provider does not respond.</summary>
    private async Task FailAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(await Queue.FailAsync(await ClaimedAsync(), Samples.Busy with { Code = i % 2 == 0 ? FailureCode.Unavailable : FailureCode.Timeout }, providerCalled: true, Token));
        }
    }
}
