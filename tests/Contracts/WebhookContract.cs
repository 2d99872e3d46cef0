using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;
using Darkroom.Webhooks;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of webhooks.</summary>
public abstract class WebhookContract : StoreContract
{
    private static readonly TimeSpan SendLease = TimeSpan.FromSeconds(60);
    private static readonly WebhookVerdict Delivered = new WebhookVerdict.Delivered();

    protected abstract IWebhookStore Webhooks { get; }

    protected abstract IWebhookQueue Deliveries { get; }

    protected abstract ICampaignStore Campaigns { get; }

    [Fact]
    public async Task Endpoints_are_found_as_they_were_stored_and_changed_in_one_step()
    {
        var first = await AddAsync(WebhookEvents.ImageReady);
        var second = await AddAsync(WebhookEvents.GenerationCompleted, WebhookEvents.GenerationFailed);

        Assert.Equal([first.Id, second.Id], (await Webhooks.ListAsync(Token)).Select(one => one.Id));
        Assert.Equivalent(second, await Webhooks.FindAsync(second.Id, Token), strict: true);
        Assert.Null(await Webhooks.FindAsync(ImageId(9), Token));
        var changed = await Webhooks.ChangeAsync(first.Id, one => one.WithSecret([9, 8], Time.GetUtcNow()) with { State = WebhookState.Disabled }, Token);

        Assert.Equivalent(changed, await Webhooks.FindAsync(first.Id, Token), strict: true);
        Assert.Equal<byte>([1, 2, 3], changed!.PreviousSecret);
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromHours(24), changed.PreviousUntil);
        Assert.Null(await Webhooks.ChangeAsync(ImageId(9), one => one, Token));
    }

    [Fact]
    public async Task There_are_at_most_fifty_endpoints()
    {
        foreach (var _ in Enumerable.Range(0, IWebhookStore.MaxEndpoints))
        {
            await AddAsync();
        }

        Assert.False(await Webhooks.AddAsync(New(), Token));
    }

    [Fact]
    public async Task The_messages_of_a_generation_are_there_when_its_end_is()
    {
        var endpoint = await AddAsync([.. WebhookEvents.All]);
        var state = await CreateAsync(Samples.Request(2));
        Assert.Empty(await LogAsync(endpoint));

        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        Assert.Equal([WebhookEvents.ImageReady], (await LogAsync(endpoint)).Select(one => one.Type));
        await EndAsync(await ClaimedAsync(), SlotStatus.Failed);

        Assert.Equal([WebhookEvents.GenerationCompleted, WebhookEvents.ImageReady], (await LogAsync(endpoint)).Select(one => one.Type).Order());
        var lease = Assert.Single(await ClaimAllAsync(), one => one.Type == WebhookEvents.GenerationCompleted);
        Assert.Equal((state.Id, "partial"), (Text(lease, "generation_id"), Text(lease, "status")));
    }

    [Fact]
    public async Task Each_active_endpoint_gets_the_events_that_it_chose()
    {
        var images = await AddAsync(WebhookEvents.ImageReady);
        var ends = await AddAsync(WebhookEvents.GenerationFailed);
        var disabled = await AddAsync([.. WebhookEvents.All]);
        await Webhooks.ChangeAsync(disabled.Id, one => one with { State = WebhookState.Disabled }, Token);

        await MakeAsync();
        await CreateAsync();
        Assert.IsType<ChangeOutcome.Done>(await Generations.CancelAsync((await CreateAsync()).Id, null, Token));

        Assert.Equal([WebhookEvents.ImageReady], (await LogAsync(images)).Select(one => one.Type));
        Assert.Equal([WebhookEvents.GenerationFailed], (await LogAsync(ends)).Select(one => one.Type));
        Assert.Empty(await LogAsync(disabled));
    }

    [Fact]
    public async Task Interrupted_images_that_are_reported_are_events_too()
    {
        var endpoint = await AddAsync(WebhookEvents.GenerationFailed);
        await CreateAsync();
        await ClaimedAsync();

        Assert.Equal(1, await RecoverExpiredAsync(runAgain: false));

        Assert.Single(await LogAsync(endpoint));
    }

    [Fact]
    public async Task A_message_raises_the_signal_after_its_commit_and_without_endpoints_nothing_does()
    {
        using var heard = Signals.Subscribe(IJobSignals.Webhooks);
        await MakeAsync();
        Assert.False(await RaisedAsync(heard));

        await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();

        Assert.True(await heard.WaitAsync(TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task A_campaign_is_completed_when_the_last_of_its_images_has_ended()
    {
        var endpoint = await AddAsync(WebhookEvents.CampaignCompleted);
        var (campaign, generations) = await CampaignAsync(concepts: 2);
        await AttachAsync(campaign, 0, generations[0]);

        await EndAsync(await ClaimedAsync(), SlotStatus.Failed);
        Assert.Empty(await LogAsync(endpoint));
        await AttachAsync(campaign, 1, generations[1]);
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);

        Assert.Single(await LogAsync(endpoint));
        var lease = Assert.Single(await ClaimAllAsync());
        Assert.Equal((campaign.Id, 2, 1), (Text(lease, "campaign_id"), Number(lease, "of"), Number(lease, "done")));

        // The retry of the failed one ends the campaign again.
        await Generations.RetryAsync(generations[0], 0, null, Token);
        await EndAsync(await ClaimedAsync(), SlotStatus.Cancelled);
        Assert.Equal(2, (await LogAsync(endpoint)).Length);
    }

    [Fact]
    public async Task A_campaign_whose_image_ended_before_it_was_recorded_is_completed_when_it_is()
    {
        var endpoint = await AddAsync(WebhookEvents.CampaignCompleted);
        var (campaign, generations) = await CampaignAsync(concepts: 1);
        await EndAsync(await ClaimedAsync(), SlotStatus.Ready);
        Assert.Empty(await LogAsync(endpoint));

        await AttachAsync(campaign, 0, generations[0]);
        await Campaigns.ChangeAsync(campaign.Id, now => now with { Version = now.Version + 1 }, Token);

        Assert.Single(await LogAsync(endpoint));
    }

    [Fact]
    public async Task A_due_message_goes_to_one_of_many_claims_at_once()
    {
        await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync(3);

        var claims = await AtOnce(16, _ => Deliveries.ClaimAsync(SendLease, Token));

        Assert.Equal(3, claims.SelectMany(claim => claim.Leases).Select(lease => lease.Id).Distinct().Count());
        Assert.Equal(3, claims.Sum(claim => claim.Leases.Length));
    }

    [Fact]
    public async Task An_endpoint_gets_four_messages_at_a_time_and_delays_no_other()
    {
        var slow = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync(10);
        var fast = await AddAsync(WebhookEvents.GenerationCompleted);
        await MakeAsync();

        var leases = await ClaimAllAsync();

        Assert.Equal([IWebhookQueue.MaxPerEndpoint, 1], new[] { slow, fast }.Select(one => leases.Count(lease => lease.Endpoint.Id == one.Id)));
        Assert.Empty(await ClaimAllAsync());
        await CompleteAsync(leases.First(lease => lease.Endpoint.Id == slow.Id), Delivered);
        Assert.Equal(slow.Id, Assert.Single(await ClaimAllAsync()).Endpoint.Id);
    }

    [Fact]
    public async Task A_message_whose_sender_is_gone_is_due_again_and_the_late_result_is_not_written()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();
        var lost = Assert.Single(await ClaimAllAsync());
        Time.Advance(SendLease - TimeSpan.FromSeconds(1));
        Assert.Empty(await ClaimAllAsync());
        Time.Advance(TimeSpan.FromSeconds(1));

        var next = Assert.Single(await ClaimAllAsync());

        Assert.Equal((lost.Id, lost.Claim + 1, 0), (next.Id, next.Claim, next.Tries));
        Assert.False(await Deliveries.CompleteAsync(lost, Attempt(), Delivered, Token));
        Assert.Empty((await LogAsync(endpoint))[0].Attempts);
        Assert.True(await Deliveries.CompleteAsync(next, Attempt(), Delivered, Token));
        Assert.False(await Deliveries.CompleteAsync(next, Attempt(), Delivered, Token));
        Assert.Single((await LogAsync(endpoint))[0].Attempts);
    }

    [Fact]
    public async Task A_failed_attempt_is_repeated_when_it_is_due_under_the_same_id()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();
        var first = Assert.Single(await ClaimAllAsync());
        Assert.True(await Deliveries.CompleteAsync(
            first, Attempt() with { Status = 503, Error = "Busy.", Excerpt = "later" }, new WebhookVerdict.Retry(TimeSpan.FromMinutes(5)), Token));

        var claim = await Deliveries.ClaimAsync(SendLease, Token);
        Assert.Empty(claim.Leases);
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromMinutes(5), claim.Next);
        Time.Advance(TimeSpan.FromMinutes(5));
        var second = Assert.Single(await ClaimAllAsync());

        Assert.Equal((first.Id, first.Data, 1), (second.Id, second.Data, second.Tries));
        var logged = Assert.Single(await LogAsync(endpoint));
        Assert.Equal((DeliveryState.Pending, null), (logged.State, logged.DueAt));
        Assert.Equal((503, "Busy.", "later"), (logged.Attempts[0].Status, logged.Attempts[0].Error, logged.Attempts[0].Excerpt));
    }

    [Fact]
    public async Task A_delivery_that_failed_for_good_marks_its_endpoint_until_the_next_success()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync(2);
        var leases = await ClaimAllAsync();

        await CompleteAsync(leases[0], new WebhookVerdict.Failed());
        Assert.Equal(Time.GetUtcNow(), (await Webhooks.FindAsync(endpoint.Id, Token))!.FailedAt);
        Assert.Equal(DeliveryState.Failed, (await Webhooks.FindDeliveryAsync(endpoint.Id, leases[0].Id, Token))!.State);
        await CompleteAsync(leases[1], Delivered);

        var (state, delivered, failed) = (await Webhooks.FindAsync(endpoint.Id, Token)) is { } now ? (now.State, now.DeliveredAt, now.FailedAt) : default;
        Assert.Equal((WebhookState.Active, Time.GetUtcNow(), null), (state, delivered, failed));
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_gets_nothing_until_it_is_enabled_and_what_waits_is_kept()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync(6);
        var leases = await ClaimAllAsync();

        await CompleteAsync(leases[0], new WebhookVerdict.Gone());

        Assert.Equal(WebhookState.Gone, (await Webhooks.FindAsync(endpoint.Id, Token))!.State);
        Assert.Empty(await ClaimAllAsync());
        await MakeAsync();
        Assert.Equal(6, (await LogAsync(endpoint)).Length);
        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = WebhookState.Active }, Token);
        Assert.Single(await ClaimAllAsync());
    }

    [Theory]
    [InlineData(WebhookState.Disabled)]
    [InlineData(WebhookState.Gone)]
    public async Task What_waits_for_a_later_attempt_is_due_at_once_when_its_endpoint_is_enabled(WebhookState state)
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        var other = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();
        foreach (var lease in await ClaimAllAsync())
        {
            await CompleteAsync(lease, new WebhookVerdict.Retry(TimeSpan.FromHours(24)));
        }

        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = state }, Token);
        await Webhooks.ChangeAsync(other.Id, one => one with { Url = "https://example.com/other" }, Token);
        Assert.Empty(await ClaimAllAsync());
        using var heard = Signals.Subscribe(IJobSignals.Webhooks);
        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = WebhookState.Active }, Token);

        Assert.True(await heard.WaitAsync(TimeSpan.FromMinutes(1), Token));
        Assert.Equal(endpoint.Id, Assert.Single(await ClaimAllAsync()).Endpoint.Id);
        Assert.Equal(Time.GetUtcNow() + TimeSpan.FromHours(24), Assert.Single(await LogAsync(other)).DueAt);
    }

    [Fact]
    public async Task What_is_being_sent_stays_with_its_sender_when_its_endpoint_is_enabled()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();
        var lease = Assert.Single(await ClaimAllAsync());
        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = WebhookState.Disabled }, Token);

        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = WebhookState.Active }, Token);

        Assert.Empty(await ClaimAllAsync());
        Assert.True(await Deliveries.CompleteAsync(lease, Attempt(), Delivered, Token));
    }

    [Fact]
    public async Task A_message_to_an_endpoint_that_is_gone_waits_until_it_is_enabled_except_a_test()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();
        var sent = Assert.Single(await ClaimAllAsync());
        var test = (await Deliveries.StartTestAsync(endpoint.Id, SendLease, Token))!;

        await CompleteAsync(sent, new WebhookVerdict.Gone());
        await CompleteAsync(test, new WebhookVerdict.Gone());

        Assert.Equal(DeliveryState.Pending, (await Webhooks.FindDeliveryAsync(endpoint.Id, sent.Id, Token))!.State);
        Assert.Equal(DeliveryState.Failed, (await Webhooks.FindDeliveryAsync(endpoint.Id, test.Id, Token))!.State);
        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = WebhookState.Active }, Token);
        Assert.Equal((sent.Id, 1), Assert.Single(await ClaimAllAsync()) is var again ? (again.Id, again.Tries) : default);
    }

    [Fact]
    public async Task A_message_is_replayed_under_the_same_id_with_all_its_attempts()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync();
        var first = Assert.Single(await ClaimAllAsync());
        Assert.True(await Webhooks.ReplayAsync(endpoint.Id, first.Id, Token));
        Assert.Empty(await ClaimAllAsync());
        await CompleteAsync(first, new WebhookVerdict.Failed());

        Assert.True(await Webhooks.ReplayAsync(endpoint.Id, first.Id, Token));
        Assert.False(await Webhooks.ReplayAsync(ImageId(9), first.Id, Token));

        var again = Assert.Single(await ClaimAllAsync());
        Assert.Equal((first.Id, first.Data, 0), (again.Id, again.Data, again.Tries));
        await CompleteAsync(again, Delivered);
        Assert.Equal(2, (await LogAsync(endpoint))[0].Attempts.Length);
    }

    [Fact]
    public async Task A_test_belongs_to_its_sender_also_for_a_disabled_endpoint()
    {
        var endpoint = await AddAsync();
        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = WebhookState.Disabled }, Token);

        var test = (await Deliveries.StartTestAsync(endpoint.Id, SendLease, Token))!;

        Assert.Equal((WebhookEvents.Test, endpoint.Id), (test.Type, Text(test, "endpoint_id")));
        await Webhooks.ChangeAsync(endpoint.Id, one => one with { State = WebhookState.Active }, Token);
        Assert.Empty(await ClaimAllAsync());
        await CompleteAsync(test, Delivered);
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await LogAsync(endpoint)).State);
        Assert.Null(await Deliveries.StartTestAsync(ImageId(9), SendLease, Token));
    }

    [Fact]
    public async Task The_log_is_read_a_page_at_a_time_the_newest_first()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync(5);

        var first = await Webhooks.DeliveriesAsync(endpoint.Id, null, 3, Token);
        var second = await Webhooks.DeliveriesAsync(endpoint.Id, first[^1].Id, 3, Token);

        Assert.Equal([3, 2], new[] { first.Length, second.Length });
        Assert.Equal(first.Concat(second).Select(one => one.Id).OrderDescending(StringComparer.Ordinal), first.Concat(second).Select(one => one.Id));
    }

    [Fact]
    public async Task A_deleted_endpoint_takes_its_deliveries_with_it()
    {
        var endpoint = await AddAsync(WebhookEvents.ImageReady);
        var other = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync(2);
        var lease = (await ClaimAllAsync()).First(one => one.Endpoint.Id == endpoint.Id);

        Assert.True(await Webhooks.DeleteAsync(endpoint.Id, Token));

        Assert.False(await Webhooks.DeleteAsync(endpoint.Id, Token));
        Assert.False(await Deliveries.CompleteAsync(lease, Attempt(), Delivered, Token));
        Assert.Empty(await LogAsync(endpoint));
        Assert.Equal(2, (await LogAsync(other)).Length);
    }

    [Fact]
    public async Task Old_deliveries_are_deleted_except_those_that_wait_for_an_active_endpoint()
    {
        var active = await AddAsync(WebhookEvents.ImageReady);
        var disabled = await AddAsync(WebhookEvents.ImageReady);
        await MakeAsync(2);
        var leases = await ClaimAllAsync();
        await CompleteAsync(leases.First(lease => lease.Endpoint.Id == active.Id), Delivered);
        await Webhooks.ChangeAsync(disabled.Id, one => one with { State = WebhookState.Disabled }, Token);
        Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, await Webhooks.DeleteOldAsync(Time.GetUtcNow() - TimeSpan.FromDays(2), Token));
        Assert.Equal(3, await Webhooks.DeleteOldAsync(Time.GetUtcNow(), Token));

        Assert.Equal(DeliveryState.Pending, Assert.Single(await LogAsync(active)).State);
        Assert.Empty(await LogAsync(disabled));
    }

    protected async Task<WebhookEndpoint> AddAsync(params string[] events)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var endpoint = New(events);
        Assert.True(await Webhooks.AddAsync(endpoint, Token));
        return endpoint;
    }

    private WebhookEndpoint New(params string[] events) => new(Ids.New(Time), "https://example.com/hooks", [.. events], [1, 2, 3], Time.GetUtcNow());

    /// <summary>Makes images, each in a generation of its own.</summary>
    protected async Task MakeAsync(int count = 1)
    {
        foreach (var _ in Enumerable.Range(0, count))
        {
            await CreateAsync();
            Assert.True(await Queue.CompleteAsync(await ClaimedAsync(), Samples.Image(Ids.New(Time)), Token));
        }
    }

    protected async Task<ImmutableArray<WebhookLease>> ClaimAllAsync() => (await Deliveries.ClaimAsync(SendLease, Token)).Leases;

    private async Task CompleteAsync(WebhookLease lease, WebhookVerdict verdict) =>
        Assert.True(await Deliveries.CompleteAsync(lease, verdict is WebhookVerdict.Delivered ? Attempt() : Attempt() with { Error = "Failed." }, verdict, Token));

    private WebhookAttempt Attempt() => new(Time.GetUtcNow(), 12, 200, null, null);

    private Task<ImmutableArray<WebhookDelivery>> LogAsync(WebhookEndpoint endpoint) => Webhooks.DeliveriesAsync(endpoint.Id, null, IWebhookStore.MaxLimit, Token);

    /// <summary>Returns whether a signal was raised already.</summary>
    private async Task<bool> RaisedAsync(ISignalSubscription heard)
    {
        var wait = heard.WaitAsync(TimeSpan.FromSeconds(1), Token).AsTask();
        Time.Advance(TimeSpan.FromSeconds(1));
        return await wait;
    }

    private static string? Text(WebhookLease lease, string name) => JsonSerializer.Deserialize<JsonElement>(lease.Data).GetProperty(name).GetString();

    private static int Number(WebhookLease lease, string name) => JsonSerializer.Deserialize<JsonElement>(lease.Data).GetProperty(name).GetInt32();

    /// <summary>Creates a campaign with one base image per concept, and a generation for each that the campaign does not know of yet.</summary>
    private async Task<(Campaign Campaign, string[] Generations)> CampaignAsync(int concepts)
    {
        var campaign = new Campaign
        {
            Id = Ids.New(Time),
            CreatedAt = Time.GetUtcNow(),
            ChangedAt = Time.GetUtcNow(),
            Brief = Brief.Sample with { Formats = ["instagram-square"], CustomSizes = [], Concepts = concepts },
            Concepts = [.. Enumerable.Range(0, concepts).Select(index => new Concept(index, "One", [new BaseImage(new(index, AspectShape.Square), "a cup")]))],
        };
        await Campaigns.CreateAsync(campaign, Token);
        var generations = new List<string>();
        foreach (var _ in Enumerable.Range(0, concepts))
        {
            generations.Add((await CreateAsync(Samples.Request() with { CampaignId = campaign.Id })).Id);
        }

        return (campaign, [.. generations]);
    }

    private Task<CampaignChange> AttachAsync(Campaign campaign, int concept, string generation) => Campaigns.ChangeAsync(
        campaign.Id, now => Darkroom.Campaigns.Matrix.CampaignEdits.Attach(now, new BaseImageKey(concept, AspectShape.Square), 0, generation, null), Token);
}
