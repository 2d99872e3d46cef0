using Darkroom.Costs;
using Darkroom.Generations;
using Darkroom.Keys;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of API keys, and of the verbs that count what keys are used for.</summary>
public abstract class ApiKeyStoreContract : StoreContract
{
    protected abstract IApiKeyStore Keys { get; }

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task A_key_is_found_by_the_hash_of_its_secret_also_after_it_was_revoked()
    {
        var limits = new KeyLimits { ImagesPerDay = 5, UsdPerMonth = 1.5m, Models = ["painter/oils"] };
        var key = await AddAsync(limits, expiresAt: Time.GetUtcNow().AddDays(9));
        var now = Time.GetUtcNow();

        Assert.Equal(key, Plain(await Keys.FindAsync(HashOf(key), Token)));
        Assert.Null(await Keys.FindAsync(new string('0', 64), Token));
        Assert.True(await Keys.RevokeAsync(key.Id, Token));
        Time.Advance(TimeSpan.FromHours(1));
        Assert.True(await Keys.RevokeAsync(key.Id, Token));
        Assert.False(await Keys.RevokeAsync(Ids.New(Time), Token));

        var found = (await Keys.FindAsync(HashOf(key), Token))!;
        Assert.Equal(key with { RevokedAt = now }, Plain(found));
        Assert.Equal((5, 1.5m, "painter/oils"), (found.Limits.ImagesPerDay, found.Limits.UsdPerMonth, Assert.Single(found.Limits.Models)));
    }

    [Fact]
    public async Task Keys_are_listed_the_newest_first_and_change_their_name_and_limits()
    {
        var keys = new[] { await AddAsync(KeyLimits.None), await AddAsync(KeyLimits.None), await AddAsync(KeyLimits.None) };

        Assert.True(await Keys.ChangeAsync(keys[1].Id, "Renamed", new KeyLimits { ImagesAtOnce = 2 }, Token));
        Assert.False(await Keys.ChangeAsync(Ids.New(Time), "Renamed", KeyLimits.None, Token));

        var listed = await Keys.ListAsync(2, Token);
        Assert.Equal([keys[2].Id, keys[1].Id], listed.Select(one => one.Key.Id));
        Assert.Equal(("Renamed", 2), (listed[1].Key.Name, listed[1].Key.Limits.ImagesAtOnce));
        Assert.True(await Keys.ChangeAsync(keys[1].Id, null, new KeyLimits { ImagesAtOnce = 3 }, Token));
        Assert.True(await Keys.ChangeAsync(keys[1].Id, "Renamed again", null, Token));
        var changed = (await Keys.GetAsync(keys[1].Id, Token))!.Key;
        Assert.Equal(("Renamed again", 3), (changed.Name, changed.Limits.ImagesAtOnce));
        Assert.Equal(keys[0].Name, (await Keys.GetAsync(keys[0].Id, Token))!.Key.Name);
        Assert.Null(await Keys.GetAsync(Ids.New(Time), Token));
    }

    [Fact]
    public async Task The_time_of_the_last_use_moves_forward_only()
    {
        var key = await AddAsync(KeyLimits.None);
        var later = Time.GetUtcNow().AddHours(2);

        await Keys.UseAsync(key.Id, later, Token);
        await Keys.UseAsync(key.Id, later.AddHours(-1), Token);

        Assert.Equal(later, (await Keys.FindAsync(HashOf(key), Token))!.UsedAt);
    }

    [Fact]
    public async Task Keys_that_give_access_are_limited_in_number()
    {
        var added = await AtOnce(IApiKeyStore.MaxActive + 5, async _ => await Keys.AddAsync(NewKey(KeyLimits.None), Guid.NewGuid().ToString("N"), Token));
        Assert.Equal(IApiKeyStore.MaxActive, added.Count(one => one));

        await Keys.RevokeAsync((await Keys.ListAsync(1, Token))[0].Key.Id, Token);
        Assert.True(await Keys.AddAsync(NewKey(KeyLimits.None), Guid.NewGuid().ToString("N"), Token));
    }

    [Fact]
    public async Task Simultaneous_requests_cannot_exceed_a_limit_together()
    {
        var key = await AddAsync(new KeyLimits { ImagesPerDay = 50 });

        var outcomes = await AtOnce(200, _ => StartAsync(key));

        Assert.Equal(50, outcomes.Count(outcome => outcome is StartOutcome.AllAccepted));
        var refusal = outcomes.OfType<StartOutcome.OverKeyLimit>().First().Refusal;
        Assert.Equal((KeyLimit.ImagesPerDay, 50, 50, 1), (refusal.Limit, refusal.Max, refusal.Used, refusal.Wanted));
        Assert.Equal(Today.AddDays(1).ToDateTime(default), refusal.RenewsAt!.Value.UtcDateTime);
        Assert.Equal(new KeyUsage(50, 0, 0), (await Keys.GetAsync(key.Id, Token))!.Today);
    }

    [Fact]
    public async Task A_day_later_the_limit_renews()
    {
        var key = await AddAsync(new KeyLimits { ImagesPerDay = 2 });
        await StartedAsync(key, images: 2);
        Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key));

        Time.Advance(TimeSpan.FromDays(1));

        await StartedAsync(key, images: 2);
        Assert.Equal([2, 2], (await Keys.UsageAsync(key.Id, 2, Token)).Select(day => day.Usage.Images));
        Assert.Equal([Today], (await Keys.UsageAsync(key.Id, 1, Token)).Select(day => day.Day));
        Assert.Equal(new KeyUsage(2, 0, 0), (await Keys.GetAsync(key.Id, Token))!.Today);
    }

    [Fact]
    public async Task To_wait_does_not_help_a_request_that_exceeds_the_limit_alone()
    {
        var key = await AddAsync(new KeyLimits { ImagesPerDay = 3 });

        var refusal = Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key, images: 4)).Refusal;

        Assert.Equal((null, null), (refusal.RetryAfter, refusal.RenewsAt));
    }

    [Fact]
    public async Task Images_that_failed_or_were_cancelled_are_given_back_unless_they_were_paid_for()
    {
        var key = await AddAsync(new KeyLimits { ImagesPerDay = 4 });
        var id = await StartedAsync(key, images: 4, usd: 0.1m);
        var leases = new[] { await ClaimedAsync(), await ClaimedAsync(), await ClaimedAsync() };
        await Charges.ReserveAsync(Call(leases[0], 0.1m), null, Token);
        await Charges.ReserveAsync(Call(leases[1], 0.1m), null, Token);
        await Charges.ReleaseAsync(Call(leases[1], null), Token);

        await Queue.FailAsync(leases[0], Samples.Busy, providerCalled: true, Token);
        await Queue.FailAsync(leases[1], Samples.Busy, providerCalled: true, Token);
        await Queue.CompleteAsync(leases[2], Samples.Image() with { Cost = null }, Token);
        await Generations.CancelAsync(id, null, Token);

        // The one that was paid for, and the one that was made.
        Assert.Equal(new KeyUsage(2, 0, 1), (await Keys.GetAsync(key.Id, Token))!.Today);
        await StartedAsync(key, images: 2);
        Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key));
    }

    [Fact]
    public async Task A_charge_that_is_released_after_the_cancel_gives_the_image_back()
    {
        var key = await AddAsync(KeyLimits.None);
        var id = await StartedAsync(key);
        var lease = await ClaimedAsync();
        await Charges.ReserveAsync(Call(lease, 0.1m), null, Token);

        await Generations.CancelAsync(id, null, Token);
        Assert.Equal(1, (await Keys.GetAsync(key.Id, Token))!.Today.Images);
        await Charges.ReleaseAsync(Call(lease, null), Token);

        Assert.Equal(KeyUsage.Zero, (await Keys.GetAsync(key.Id, Token))!.Today);
        Assert.Empty(await Keys.UsageAsync(key.Id, 1, Token));
    }

    [Fact]
    public async Task Images_at_once_are_those_that_wait_or_are_made()
    {
        var key = await AddAsync(new KeyLimits { ImagesAtOnce = 2 });
        var id = await StartedAsync(key, images: 2);
        var lease = await ClaimedAsync();
        var refusal = Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key)).Refusal;
        Assert.Equal((KeyLimit.ImagesAtOnce, 2, 2), (refusal.Limit, refusal.Max, refusal.Used));
        Assert.NotNull(refusal.RetryAfter);

        await Queue.CompleteAsync(lease, Samples.Image(), Token);
        await StartedAsync(key);
        Assert.Equal(2, (await Keys.GetAsync(key.Id, Token))!.Open);
        await Generations.CancelAsync(id, null, Token);
        await StartedAsync(key);
    }

    [Fact]
    public async Task Dollars_are_reserved_when_images_start_and_settled_when_they_are_made()
    {
        var key = await AddAsync(new KeyLimits { UsdPerDay = 1 });
        await StartedAsync(key, images: 2, usd: 0.4m);
        var refusal = Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key, usd: 0.4m)).Refusal;
        Assert.Equal((KeyLimit.UsdPerDay, 1m, 0.8m, 0.4m), (refusal.Limit, refusal.Max, refusal.Used, refusal.Wanted));

        foreach (var cost in new[] { new Cost(0.1m, CostBasis.Tokens), null })
        {
            var lease = await ClaimedAsync();
            Assert.True((await Charges.ReserveAsync(Call(lease, 0.4m), null, Token)).Made);
            await Queue.CompleteAsync(lease, Samples.Image(Ids.New(Time)) with { Cost = cost }, Token);
        }

        // 0.1 is known, and 0.4 stands for the unknown cost.
        Assert.Equal(new KeyUsage(2, 0.1m, 1), (await Keys.GetAsync(key.Id, Token))!.Today);
        await StartedAsync(key, usd: 0.5m);
        Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key, usd: 0.01m));
        await StartedAsync(key, usd: 0);
    }

    [Fact]
    public async Task Dollars_of_a_month_are_counted_until_the_month_ends()
    {
        var key = await AddAsync(new KeyLimits { UsdPerMonth = 1 });
        Time.Advance(new DateTimeOffset(2026, 10, 30, 12, 0, 0, TimeSpan.Zero) - Time.GetUtcNow());
        await SpendAsync(key, 0.7m);
        Time.Advance(TimeSpan.FromDays(1));

        var refusal = Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key, usd: 0.4m)).Refusal;
        Assert.Equal((KeyLimit.UsdPerMonth, new DateTime(2026, 11, 1)), (refusal.Limit, refusal.RenewsAt!.Value.UtcDateTime));
        Assert.Equal((0, 0.7m), ((await Keys.GetAsync(key.Id, Token))!.Today.Usd, (await Keys.GetAsync(key.Id, Token))!.Month.Usd));
        Time.Advance(TimeSpan.FromDays(1));
        await StartedAsync(key, usd: 0.4m);
    }

    [Fact]
    public async Task A_call_that_costs_more_than_was_reserved_is_refused_at_the_limit()
    {
        var key = await AddAsync(new KeyLimits { UsdPerDay = 0.5m, Models = ["painter"] });
        await StartedAsync(key, usd: 0.1m);
        var lease = await ClaimedAsync();

        var dear = await Charges.ReserveAsync(Call(lease, 0.6m), null, Token);
        var fallback = await Charges.ReserveAsync(Call(lease, 0.1m) with { Provider = "second" }, null, Token);

        Assert.Equal((false, KeyLimit.UsdPerDay), (dear.Made, dear.Key!.Limit));
        Assert.Equal((false, KeyLimit.Models, "second/oils"), (fallback.Made, fallback.Key!.Limit, fallback.Key.Subject));
        Assert.True((await Charges.ReserveAsync(Call(lease, 0.5m), null, Token)).Made);
    }

    [Fact]
    public async Task A_call_without_a_slot_counts_to_the_key_that_it_names()
    {
        var key = await AddAsync(new KeyLimits { UsdPerDay = 0.5m });
        var call = new ChargeRequest(Ids.New(Time), 0, 1, "text", "small", 0.3m) { ApiKeyId = key.Id };

        Assert.True((await Charges.ReserveAsync(call, null, Token)).Made);
        Assert.False((await Charges.ReserveAsync(call with { GenerationId = Ids.New(Time) }, null, Token)).Made);
        await Charges.SettleAsync(call, new Cost(0.2m, CostBasis.Tokens), Token);

        Assert.Equal(new KeyUsage(0, 0.2m, 0), (await Keys.GetAsync(key.Id, Token))!.Today);
    }

    [Fact]
    public async Task Models_that_a_key_may_not_use_and_unknown_prices_are_refused()
    {
        var some = await AddAsync(new KeyLimits { Models = ["second", "painter/oils"] });
        var limited = await AddAsync(new KeyLimits { UsdPerDay = 1 });

        await StartedAsync(some);
        var other = Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(some, model: "ink")).Refusal;
        var unknown = Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(limited, usd: null)).Refusal;

        Assert.Equal((KeyLimit.Models, "painter/ink", null), (other.Limit, other.Subject, other.RetryAfter));
        Assert.Equal((KeyLimit.UnknownPrice, "painter"), (unknown.Limit, unknown.Subject));
    }

    [Fact]
    public async Task A_retry_counts_to_who_retries()
    {
        var (first, second) = (await AddAsync(new KeyLimits { ImagesPerDay = 1 }), await AddAsync(new KeyLimits { ImagesPerDay = 1 }));
        var id = await StartedAsync(first);
        await Queue.FailAsync(await ClaimedAsync(), Samples.Busy, providerCalled: true, Token);

        Assert.IsType<ChangeOutcome.Done>(await Generations.RetryAsync(id, 0, Claim(second), Token));
        Assert.Equal((0, 1), await UseAsync());
        await Queue.FailAsync(await ClaimedAsync(), Samples.Busy, providerCalled: true, Token);
        Assert.Equal((0, 0), await UseAsync());
        await StartedAsync(second);
        var refused = Assert.IsType<ChangeOutcome.OverKeyLimit>(await Generations.RetryAsync(id, 0, Claim(second), Token));
        Assert.Equal(KeyLimit.ImagesPerDay, refused.Refusal.Limit);
        Assert.IsType<ChangeOutcome.Done>(await Generations.RetryAsync(id, 0, null, Token));
        Assert.Equal((0, 1), await UseAsync());
        Assert.Equal(first.Id, (await FindAsync(id)).ApiKeyId);

        async Task<(long, long)> UseAsync() => ((await Keys.GetAsync(first.Id, Token))!.Today.Images, (await Keys.GetAsync(second.Id, Token))!.Today.Images);
    }

    [Fact]
    public async Task A_paid_failure_stays_counted_when_the_image_is_retried()
    {
        var key = await AddAsync(KeyLimits.None);
        var id = await StartedAsync(key);
        var lease = await ClaimedAsync();
        await Charges.ReserveAsync(Call(lease, 0.1m), null, Token);
        await Queue.FailAsync(lease, Samples.Busy, providerCalled: true, Token);

        await Generations.RetryAsync(id, 0, Claim(key), Token);
        Assert.Equal(2, (await Keys.GetAsync(key.Id, Token))!.Today.Images);
        await Queue.FailAsync(await ClaimedAsync(), Samples.Busy, providerCalled: true, Token);

        Assert.Equal(1, (await Keys.GetAsync(key.Id, Token))!.Today.Images);
    }

    [Fact]
    public async Task A_revoked_key_starts_nothing_but_what_it_started_is_made()
    {
        var key = await AddAsync(new KeyLimits { UsdPerDay = 1 });
        await StartedAsync(key, usd: 0.1m);
        await Keys.RevokeAsync(key.Id, Token);

        Assert.Equal(KeyLimit.Ended, Assert.IsType<StartOutcome.OverKeyLimit>(await StartAsync(key)).Refusal.Limit);
        Assert.True((await Charges.ReserveAsync(Call(await ClaimedAsync(), 0.1m), null, Token)).Made);
    }

    [Fact]
    public async Task A_repeated_request_is_not_counted_again()
    {
        var key = await AddAsync(new KeyLimits { ImagesPerDay = 1 });
        var idempotency = new IdempotencyKey("once", "body");
        Assert.True(Assert.IsType<StartOutcome.AllAccepted>(await StartAsync(key, idempotency: idempotency)).IsNew);

        Assert.False(Assert.IsType<StartOutcome.AllAccepted>(await StartAsync(key, idempotency: idempotency)).IsNew);
    }

    protected async Task<ApiKey> AddAsync(KeyLimits limits, DateTimeOffset? expiresAt = null)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var key = NewKey(limits) with { ExpiresAt = expiresAt };
        Assert.True(await Keys.AddAsync(key, HashOf(key), Token));
        return Plain(key);
    }

    protected async Task<string> StartedAsync(ApiKey key, int images = 1, decimal? usd = 0) =>
        Assert.IsType<StartOutcome.AllAccepted>(await StartAsync(key, images, usd)).States[0].Id;

    protected Task<StartOutcome> StartAsync(ApiKey key, int images = 1, decimal? usd = 0, string model = "oils", IdempotencyKey? idempotency = null) => Generations.CreateAllAsync(
        [new NewGeneration(Ids.New(Time), Samples.Request(images), idempotency) { Key = new KeyClaim(key.Id, Samples.Provider, model, images, usd) }], null, 1000, Token);

    private async Task SpendAsync(ApiKey key, decimal usd)
    {
        await StartedAsync(key, usd: usd);
        var lease = await ClaimedAsync();
        await Charges.ReserveAsync(Call(lease, usd), null, Token);
        await Queue.CompleteAsync(lease, Samples.Image(Ids.New(Time)) with { Cost = new Cost(usd, CostBasis.Tokens) }, Token);
    }

    private ApiKey NewKey(KeyLimits limits) => new(Ids.New(Time), "Open WebUI", "abcd", KeyScope.Generate, limits, Time.GetUtcNow());

    private static KeyClaim Claim(ApiKey key) => new(key.Id, Samples.Provider, "oils", 1, 0);

    private static string HashOf(ApiKey key) => key.Id + key.Id;

    /// <summary>Returns a key without its limits, whose list of models is not compared by its values.</summary>
    private static ApiKey Plain(ApiKey? key) => key! with { Limits = KeyLimits.None };

    private static ChargeRequest Call(SlotLease lease, decimal? usd) =>
        new(lease.GenerationId, lease.ImageIndex, lease.Attempt, lease.Request.Provider, lease.Request.Model, usd);
}
