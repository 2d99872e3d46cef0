using Darkroom.Costs;
using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every charge ledger.</summary>
public abstract class ChargeLedgerContract : StoreContract
{
    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task A_completed_slot_settles_its_charge()
    {
        await CreateAsync();
        var lease = await ClaimedAsync();
        await Charges.ReserveAsync(Call(lease, 0.05m), null, Token);
        Assert.Equal(0.05m, await Charges.SpentTodayAsync(Token));

        await Queue.CompleteAsync(lease, Samples.Image(), Token);

        Assert.Equal(0.03458m, await Charges.SpentTodayAsync(Token));
        Assert.Equal([new DayCost(Today, Samples.Provider, 0.03458m, 1, 0)], await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task A_call_without_a_slot_is_settled_by_itself()
    {
        var call = new ChargeRequest(Ids.New(Time), 0, 1, "text", "small", 0.05m);
        await Charges.ReserveAsync(call, 1, Token);
        Assert.Equal(0.05m, await Charges.SpentTodayAsync(Token));

        await Charges.SettleAsync(call, new Cost(0.002m, CostBasis.Tokens), Token);

        Assert.Equal(0.002m, await Charges.SpentTodayAsync(Token));
        Assert.Equal([new DayCost(Today, "text", 0.002m, 1, 0)], await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task An_unknown_cost_is_counted_as_unknown_and_its_estimate_as_spent()
    {
        await CreateAsync();
        var lease = await ClaimedAsync();
        await Charges.ReserveAsync(Call(lease, 0.05m), null, Token);

        await Queue.CompleteAsync(lease, Samples.Image() with { Cost = null }, Token);

        Assert.Equal(0.05m, await Charges.SpentTodayAsync(Token));
        Assert.Equal([new DayCost(Today, Samples.Provider, 0, 1, 1)], await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task A_running_call_counts_as_spent_but_is_in_no_total()
    {
        await CreateAsync();
        var lease = await ClaimedAsync();

        await Charges.ReserveAsync(Call(lease, 0.05m), null, Token);

        Assert.Equal(0.05m, await Charges.SpentTodayAsync(Token));
        Assert.Empty(await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task A_cancelled_call_keeps_its_charge_and_a_late_image_settles_it()
    {
        var id = (await CreateAsync(Samples.Request(n: 2))).Id;
        var (first, second) = (await ClaimedAsync(), await ClaimedAsync());
        await Charges.ReserveAsync(Call(first, 0.05m), null, Token);
        await Charges.ReserveAsync(Call(second, null), null, Token);

        await Generations.CancelAsync(id, null, Token);
        Assert.False(await Queue.CompleteAsync(first, Samples.Image(), Token));

        Assert.Equal([new DayCost(Today, Samples.Provider, 0.03458m, 2, 1)], await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task A_call_cut_off_by_a_crash_stays_as_unknown()
    {
        await CreateAsync();
        await Charges.ReserveAsync(Call(await ClaimedAsync(), 0.05m), null, Token);

        await RecoverExpiredAsync(runAgain: false);

        Assert.Equal([new DayCost(Today, Samples.Provider, 0, 1, 1)], await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task A_released_charge_is_gone()
    {
        await CreateAsync();
        var lease = await ClaimedAsync();
        await Charges.ReserveAsync(Call(lease, 0.05m), null, Token);

        await Charges.ReleaseAsync(Call(lease, null), Token);
        await Queue.FailAsync(lease, Samples.Busy, providerCalled: true, Token);

        Assert.Equal(0, await Charges.SpentTodayAsync(Token));
        Assert.Empty(await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task A_resumed_call_is_one_charge()
    {
        await CreateAsync();
        var lease = await ClaimedAsync();
        await Charges.ReserveAsync(Call(lease, 0.05m), null, Token);
        await Queue.StoreResumeTokenAsync(lease, "token", Token);

        // The work continues at the provider: the charge stays, and is not counted again.
        await Charges.ReleaseAsync(Call(lease, null), Token);
        await Queue.PostponeAsync(lease, Samples.Busy, TimeSpan.Zero, Token);
        var again = await ClaimedAsync();
        var taken = await Charges.ReserveAsync(Call(again, 0.05m) with { Resumed = true }, 0.05m, Token);
        await Queue.CompleteAsync(again, Samples.Image(), Token);

        Assert.True(taken.Made);
        Assert.Equal([new DayCost(Today, Samples.Provider, 0.03458m, 1, 0)], await Charges.TotalsAsync(30, Token));
    }

    [Fact]
    public async Task Concurrent_reservations_do_not_exceed_the_limit()
    {
        await CreateAsync(Samples.Request(n: 16));
        var leases = new List<SlotLease>();
        while (await ClaimAsync() is { } lease)
        {
            leases.Add(lease);
        }

        var made = await AtOnce(leases.Count, index => Charges.ReserveAsync(Call(leases[index], 0.3m), 1, Token));

        Assert.Equal(3, made.Count(one => one.Made));
        Assert.Equal(0.9m, await Charges.SpentTodayAsync(Token));
        Assert.All(made.Where(one => !one.Made), refused => Assert.Equal(0.9m, refused.SpentUsd));
    }

    [Fact]
    public async Task A_limit_may_be_reached_exactly_and_starts_again_with_the_next_day()
    {
        await CreateAsync(Samples.Request(n: 3));
        Time.Advance(TimeSpan.FromDays(1) - Time.GetUtcNow().TimeOfDay - TimeSpan.FromSeconds(1));
        Assert.True((await Charges.ReserveAsync(Call(await ClaimedAsync(), 0.1m), 0.1m, Token)).Made);
        var next = await ClaimedAsync();
        Assert.False((await Charges.ReserveAsync(Call(next, 0.000001m), 0.1m, Token)).Made);

        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, await Charges.SpentTodayAsync(Token));
        Assert.True((await Charges.ReserveAsync(Call(next, 0.1m), 0.1m, Token)).Made);
    }

    [Fact]
    public async Task Totals_are_by_day_and_provider_the_newest_first()
    {
        await CreateAsync(Samples.Request(n: 4));
        foreach (var (provider, usd) in new[] { ("openai", 0.1m), ("openai", 0.2m), ("bfl", 0.4m) })
        {
            await PayAsync(provider, usd);
        }

        Time.Advance(TimeSpan.FromDays(1));
        await PayAsync("openai", 0.8m);

        DayCost[] older = [new DayCost(Today.AddDays(-1), "bfl", 0.4m, 1, 0), new DayCost(Today.AddDays(-1), "openai", 0.3m, 2, 0)];
        Assert.Equal([new DayCost(Today, "openai", 0.8m, 1, 0), .. older], await Charges.TotalsAsync(2, Token));
        Assert.Equal([new DayCost(Today, "openai", 0.8m, 1, 0)], await Charges.TotalsAsync(1, Token));

        async Task PayAsync(string provider, decimal usd)
        {
            var lease = await ClaimedAsync();
            await Charges.ReserveAsync(Call(lease, null) with { Provider = provider }, null, Token);
            var image = Samples.Image(ImageId(lease.ImageIndex)) with { Provider = provider, Cost = new Cost(usd, CostBasis.Reported) };
            Assert.True(await Queue.CompleteAsync(lease, image, Token));
        }
    }

    private static ChargeRequest Call(SlotLease lease, decimal? estimate) =>
        new(lease.GenerationId, lease.ImageIndex, lease.Attempt, Samples.Provider, "oils", estimate);
}
