using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>What is told across generations, and what is kept to pick a call up later.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task The_events_of_all_generations_come_in_the_order_they_were_written()
    {
        var first = await CreateAsync(Samples.Request());
        var second = await CreateAsync(Samples.Request());
        await Store.CancelAsync(first.Id, null, Token);

        var all = await Store.AllEventsAsync(0, 100, Token);
        Assert.Equal([first.Id, second.Id, first.Id, first.Id], all.Select(one => one.GenerationId));
        Assert.Equal([1L, 1, 2, 3], all.Select(one => one.Logged.Sequence));
        Assert.Equal(all.Select(one => one.Position).Order().Distinct(), all.Select(one => one.Position));
        Assert.Equal(all.Skip(2), await Store.AllEventsAsync(all[1].Position, 100, Token));
        Assert.Equal(all.Take(3), await Store.AllEventsAsync(0, 3, Token));
    }

    [Fact]
    public async Task A_snapshot_has_what_runs_and_the_position_after_which_the_rest_follows()
    {
        Assert.Equal((0, 0), ((await Store.SnapshotAsync(Token)).Position, (await Store.SnapshotAsync(Token)).Generations.Length));
        var ended = await CreateAsync(Samples.Request());
        await Store.CancelAsync(ended.Id, null, Token);
        var running = await CreateAsync(Samples.Request(n: 2));

        var snapshot = await Store.SnapshotAsync(Token);
        Assert.Equal(running.Id, Assert.Single(snapshot.Generations).State.Id);
        Assert.Empty(await Store.AllEventsAsync(snapshot.Position, 100, Token));
        await Store.CancelAsync(running.Id, 0, Token);
        Assert.All(await Store.AllEventsAsync(snapshot.Position, 100, Token), one => Assert.Equal(running.Id, one.GenerationId));
    }

    [Fact]
    public async Task Whoever_follows_everything_is_woken_by_every_generation()
    {
        using var news = Signals.Subscribe(IJobSignals.Everything);
        await CreateAsync(Samples.Request());
        Assert.True(await news.WaitAsync(TimeSpan.FromDays(1), Token));
    }

    [Fact]
    public async Task What_a_provider_can_be_resumed_with_is_there_for_the_next_claim_until_it_is_worth_nothing()
    {
        var id = (await CreateAsync(Samples.Request())).Id;
        var lease = (await Store.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        Assert.Null(lease.ResumeToken);
        Assert.True(await Store.RememberAsync(lease, "resp_1:5", Token));
        Assert.Equal(2, (await LogAsync(id)).Length);

        var asked = new List<string?>();
        await Store.RecoverAsync("another", [], 3, (_, token) => { asked.Add(token); return true; }, Token);
        var next = (await Store.ClaimAsync("another", [Samples.Provider], Lease, Token))!;
        Assert.Equal("resp_1:5", next.ResumeToken);
        Assert.Equal("resp_1:5", Assert.Single(asked));
        Assert.False(await Store.RememberAsync(lease, "resp_0:1", Token));

        await Store.FailAsync(next, new Failure(FailureCode.Timeout, "Late."), Token);
        await Store.RetryAsync(id, 0, Token);
        var retried = (await Store.ClaimAsync("another", [Samples.Provider], Lease, Token))!;
        Assert.Equal("resp_1:5", retried.ResumeToken);
        Assert.True(await Store.RememberAsync(retried, null, Token));
        Assert.Null((await FindAsync(id)).Slots[0].ResumeToken);
    }

    [Fact]
    public async Task A_cancelled_call_is_not_resumed_by_a_retry()
    {
        var id = (await CreateAsync(Samples.Request())).Id;
        var lease = (await Store.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        await Store.RememberAsync(lease, "resp_1:5", Token);
        var cancelled = Assert.IsType<ChangeOutcome.Done>(await Store.CancelAsync(id, 0, Token));
        Assert.Equal("resp_1:5", cancelled.State.Slots[0].ResumeToken);

        await Store.RetryAsync(id, 0, Token);
        Assert.Null((await FindAsync(id)).Slots[0].ResumeToken);
    }

    [Fact]
    public async Task A_held_lane_is_told_to_the_next_slot_of_each_generation_that_waits_for_it()
    {
        var waiting = (await CreateAsync(Samples.Request(n: 3))).Id;
        var elsewhere = (await CreateAsync(Samples.Request(1, "another"))).Id;
        await Store.ClaimAsync("runner", [Samples.Provider], Lease, Token);
        await Store.HoldAsync(new PausedQueue(Samples.Provider, PauseReason.Rate, Time.GetUtcNow() + TimeSpan.FromSeconds(38)), Token);

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
        var first = (await Store.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        var began = Time.GetUtcNow();
        await Store.PostponeAsync(first, new Failure(FailureCode.RateLimited, "Slow."), TimeSpan.FromSeconds(5), Token);
        Time.Advance(TimeSpan.FromSeconds(5));
        var second = (await Store.ClaimAsync("runner", [Samples.Provider], Lease, Token))!;
        Assert.Equal((began, began), (first.FirstStartedAt, second.FirstStartedAt));

        await Store.FailAsync(second, new Failure(FailureCode.Quota, "Empty."), Token);
        await Store.RetryAsync(id, 0, Token);
        Assert.Equal(Time.GetUtcNow(), (await Store.ClaimAsync("runner", [Samples.Provider], Lease, Token))!.FirstStartedAt);
    }
}
