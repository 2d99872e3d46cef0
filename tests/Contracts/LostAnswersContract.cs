using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of lost answers.</summary>
public abstract class LostAnswersContract
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    protected abstract ILostAnswers Store { get; }

    private Task<string?> TakeAsync(string request, DateTimeOffset now) => Store.TakeAsync(request, now, now.AddDays(1), Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_held_answer_is_not_given_away_until_its_client_is_gone_and_then_once()
    {
        await Store.HoldAsync("request", "one", Noon.AddSeconds(6), Token);

        Assert.Null(await TakeAsync("request", Noon));
        Assert.Null(await TakeAsync("another", Noon.AddHours(1)));
        Assert.Equal("one", await TakeAsync("request", Noon.AddSeconds(6)));
        Assert.Null(await TakeAsync("request", Noon.AddHours(1)));
    }

    [Fact]
    public async Task A_hold_is_renewed_and_ended_early()
    {
        await Store.HoldAsync("request", "one", Noon.AddSeconds(6), Token);
        await Store.HoldAsync("request", "one", Noon.AddSeconds(12), Token);
        Assert.Null(await TakeAsync("request", Noon.AddSeconds(7)));

        await Store.HoldAsync("request", "one", Noon.AddSeconds(7), Token);

        Assert.Equal("one", await TakeAsync("request", Noon.AddSeconds(7)));
    }

    [Fact]
    public async Task A_delivered_answer_is_not_given_again_but_another_one_of_the_same_request_is()
    {
        await Store.HoldAsync("request", "one", Noon, Token);
        await Store.HoldAsync("request", "two", Noon.AddSeconds(1), Token);
        await Store.HoldAsync("request", "three", Noon.AddSeconds(2), Token);

        await Store.DeliveredAsync("request", "three", Token);
        await Store.DeliveredAsync("request", "unknown", Token);

        Assert.Equal("two", await TakeAsync("request", Noon.AddMinutes(1)));
        Assert.Equal("one", await TakeAsync("request", Noon.AddMinutes(1)));
    }

    [Fact]
    public async Task One_lost_answer_goes_to_one_of_many_simultaneous_requests()
    {
        await Store.HoldAsync("request", "one", Noon, Token);

        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => TakeAsync("request", Noon), Token)));

        Assert.Equal("one", Assert.Single(taken, id => id is not null));
    }

    [Fact]
    public async Task A_taken_answer_is_held_for_its_new_client()
    {
        await Store.HoldAsync("request", "one", Noon, Token);

        Assert.Equal("one", await Store.TakeAsync("request", Noon, Noon.AddSeconds(6), Token));
        Assert.Null(await TakeAsync("request", Noon.AddSeconds(5)));
        Assert.Equal("one", await TakeAsync("request", Noon.AddSeconds(6)));
    }

    [Fact]
    public async Task Holds_that_expired_long_ago_are_deleted()
    {
        await Store.HoldAsync("request", "one", Noon, Token);
        await Store.HoldAsync("request", "two", Noon.AddHours(2), Token);

        Assert.Equal(1, await Store.DeleteOldAsync(Noon.AddHours(1), Token));

        Assert.Equal("two", await TakeAsync("request", Noon.AddHours(3)));
        Assert.Null(await TakeAsync("request", Noon.AddHours(3)));
    }
}
