using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

public abstract partial class JobStoreContract
{
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
        Assert.Null(await Store.ClaimAsync("runner", [], Lease, Token));
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
        Assert.Null(await Store.NextDueAsync([Samples.Provider], Token));

        Assert.True(await Store.PostponeAsync(lease, Samples.Busy, TimeSpan.FromSeconds(5), Token));

        Assert.Null(await ClaimAsync());
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromSeconds(5), await Store.NextDueAsync([Samples.Provider], Token));
        Assert.Null(await Store.NextDueAsync(["another"], Token));
        Assert.Null(await Store.NextDueAsync([], Token));
        Time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.Null(await ClaimAsync());
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var again = await ClaimedAsync();
        Assert.Equal((2, 2), (again.Attempt, again.Tries));
        Assert.Null(await Store.NextDueAsync([Samples.Provider], Token));
        var waiting = Json((await WholeLogAsync(id))[^2]);
        Assert.Equal(("waiting", 5000), (waiting.GetProperty("stage").GetString(), waiting.GetProperty("eta_ms").GetInt32()));
    }

    [Fact]
    public async Task A_lease_of_an_older_attempt_can_write_nothing()
    {
        var id = (await CreateAsync()).Id;
        var old = await ClaimedAsync();
        await Store.PostponeAsync(old, Samples.Busy, TimeSpan.Zero, Token);
        var current = await ClaimedAsync();
        await AssertWritesNothing(id, old);
        await AssertWritesNothing(id, current with { Owner = "another" });
        Assert.True(await Store.CompleteAsync(current, Samples.Image(), Token));
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
        Assert.False(await Store.CompleteAsync(new SlotLease(Ids.New(Time), 0, 1, 1, "runner", Samples.Request(), Time.GetUtcNow()), Samples.Image(), Token));
    }

    [Fact]
    public async Task Renewing_keeps_leases_and_tells_which_were_lost()
    {
        var id = (await CreateAsync(Samples.Request(n: 4))).Id;
        var kept = await ClaimedAsync();
        var cancelled = await ClaimedAsync();
        var postponed = await ClaimedAsync();
        var finished = await ClaimedAsync();
        await Store.CancelAsync(id, cancelled.ImageIndex, Token);
        await Store.PostponeAsync(postponed, Samples.Busy, TimeSpan.Zero, Token);
        await ClaimedAsync();
        await Store.CompleteAsync(finished, Samples.Image(), Token);
        Time.Advance(TimeSpan.FromSeconds(10));

        var lost = await Store.RenewAsync([kept, cancelled, postponed, finished], Lease, Token);

        Assert.Equal([cancelled, postponed, finished], lost);
        Assert.Equal(Time.GetUtcNow() + Lease, (await FindAsync(id)).Slots[kept.ImageIndex].LeaseUntil);
        Assert.Empty(await Store.RenewAsync([], Lease, Token));
    }

    [Fact]
    public async Task Recovering_puts_slots_of_runners_that_are_gone_back_into_the_queue()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var gone = await ClaimedAsync("gone");

        Assert.Equal(1, await Store.RecoverAsync("runner", [], 3, (_, _) => true, Token));

        Assert.Equal([SlotStatus.Waiting, SlotStatus.Waiting], (await FindAsync(id)).Slots.Select(slot => slot.Status));
        await AssertWritesNothing(id, gone);
        Assert.Equal((0, 2), ((await ClaimedAsync()).ImageIndex, (await FindAsync(id)).Slots[0].Attempt));
        await WholeLogAsync(id);
    }

    [Fact]
    public async Task Recovering_reports_interrupted_what_must_not_be_repeated()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        await Store.CompleteAsync(await ClaimedAsync("gone"), Samples.Image(), Token);
        await ClaimedAsync("gone");

        Assert.Equal(1, await Store.RecoverAsync("runner", [], 3, (request, _) => request.Provider != Samples.Provider, Token));

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
            Assert.Equal(1, await Store.RecoverAsync($"runner {tries}", [], 3, (_, _) => true, Token));
        }

        var state = await FindAsync(id);
        Assert.Equal((GenerationStatus.Failed, FailureCode.Interrupted), (state.Status, state.Slots[0].Failure!.Code));
        Assert.Null(await ClaimAsync());
        Assert.IsType<ChangeOutcome.Done>(await Store.RetryAsync(id, 0, Token));
        Assert.Equal((4, 1), ((await ClaimedAsync("gone 4")).Attempt, (await FindAsync(id)).Slots[0].Tries));
        Assert.Equal(1, await Store.RecoverAsync("runner", [], 3, (_, _) => true, Token));
        Assert.Equal(SlotStatus.Waiting, (await FindAsync(id)).Slots[0].Status);
    }

    [Fact]
    public async Task Recovering_leaves_alone_what_its_own_runner_holds()
    {
        await CreateAsync(Samples.Request(n: 2));
        var lease = await ClaimedAsync();

        Assert.Equal(0, await Store.RecoverAsync("runner", [], 3, (_, _) => true, Token));
        Assert.True(await Store.CompleteAsync(lease, Samples.Image(), Token));
    }

    [Fact]
    public async Task Recovering_ends_the_owners_own_leases_that_have_lapsed()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var kept = await ClaimedAsync();
        var lapsed = await ClaimedAsync();
        Time.Advance(Lease - TimeSpan.FromSeconds(1));
        await Store.RenewAsync([kept], Lease, Token);
        Assert.Equal(0, await Store.RecoverAsync("runner", [], 3, (_, _) => true, Token));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await Store.RecoverAsync("runner", [], 3, (_, _) => true, Token));

        Assert.Equal([SlotStatus.Running, SlotStatus.Waiting], (await FindAsync(id)).Slots.Select(slot => slot.Status));
        await AssertWritesNothing(id, lapsed);
    }

    protected async Task EndAsync(SlotLease lease, SlotStatus end) => Assert.True(end switch
    {
        SlotStatus.Ready => await Store.CompleteAsync(lease, Samples.Image(ImageId(lease.ImageIndex + 1)), Token),
        SlotStatus.Failed => await Store.FailAsync(lease, Samples.Blocked, Token),
        SlotStatus.Cancelled => await Store.CancelAsync(lease.GenerationId, lease.ImageIndex, Token) is ChangeOutcome.Done(_, [_]),
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    });

    private async Task AssertWritesNothing(string id, SlotLease lease)
    {
        var before = await WholeLogAsync(id);
        Assert.False(await Store.ProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.5), Token));
        Assert.False(await Store.PartialImageAsync(lease, Samples.Preview(0), Token));
        Assert.False(await Store.CompleteAsync(lease, Samples.Image(ImageId(99)), Token));
        Assert.False(await Store.FailAsync(lease, Samples.Busy, Token));
        Assert.False(await Store.PostponeAsync(lease, Samples.Busy, TimeSpan.Zero, Token));
        Assert.Equal(before, await WholeLogAsync(id));
    }

    [Fact]
    public async Task What_its_owner_is_working_on_is_not_cut_off_whatever_the_clock_says()
    {
        await CreateAsync(Samples.Request());
        var lease = await ClaimedAsync();
        Time.Advance(TimeSpan.FromHours(5));

        Assert.Equal(0, await Store.RecoverAsync(lease.Owner, [lease], 3, (_, _) => true, Token));
        Assert.Equal(0, await Store.RecoverAsync(lease.Owner, [lease], 3, (_, _) => false, Token));
        Assert.Equal(1, await Store.RecoverAsync(lease.Owner, [lease with { Attempt = 0 }], 3, (_, _) => true, Token));
    }
}
