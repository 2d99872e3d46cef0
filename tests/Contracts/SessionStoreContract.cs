using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every session store.</summary>
public abstract class SessionStoreContract
{
    protected abstract ISessionStore Store { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_session_is_found_by_its_hash_alone()
    {
        var session = await AddAsync("one");

        Assert.Equal(session, await Store.FindAsync("one", Token));
        Assert.Null(await Store.FindAsync("ONE", Token));
        Assert.Null(await Store.FindAsync("", Token));
    }

    [Fact]
    public async Task Use_moves_only_forward_and_only_the_session_that_was_used()
    {
        var (one, two) = (await AddAsync("one"), await AddAsync("two"));
        var later = one.UsedAt.AddHours(2);

        await Store.UseAsync("one", later, Token);
        await Store.UseAsync("one", later.AddHours(-1), Token);
        await Store.UseAsync("unknown", later, Token);

        Assert.Equal(one with { UsedAt = later }, await Store.FindAsync("one", Token));
        Assert.Equal(two, await Store.FindAsync("two", Token));
        Assert.Null(await Store.FindAsync("unknown", Token));
    }

    [Fact]
    public async Task An_ended_session_is_gone_and_use_does_not_bring_it_back()
    {
        var (_, two) = (await AddAsync("one"), await AddAsync("two"));

        Assert.True(await Store.EndAsync("one", Token));
        Assert.False(await Store.EndAsync("one", Token));
        await Store.UseAsync("one", Time.GetUtcNow(), Token);

        Assert.Null(await Store.FindAsync("one", Token));
        Assert.Equal(two, await Store.FindAsync("two", Token));
    }

    [Fact]
    public async Task Sessions_of_another_key_and_those_whose_time_is_over_are_ended_together()
    {
        var start = Time.GetUtcNow();
        await AddAsync("other key", "b");
        await AddAsync("too old");
        await Store.UseAsync("too old", start.AddDays(10), Token);
        Time.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond));
        await AddAsync("idle");
        var kept = await AddAsync("kept");
        await Store.UseAsync("kept", start.AddDays(10), Token);

        Assert.Equal(3, await Store.EndOthersAsync("a", createdAfter: start, usedAfter: start.AddDays(1), Token));

        Assert.Equal(kept with { UsedAt = start.AddDays(10) }, await Store.FindAsync("kept", Token));
        Assert.Equal(0, await Store.EndOthersAsync("a", createdAfter: start, usedAfter: start.AddDays(1), Token));
        Assert.Equal(1, await Store.EndOthersAsync("", createdAfter: start, usedAfter: start, Token));
    }

    private async Task<Session> AddAsync(string hash, string mark = "a")
    {
        var session = new Session(hash, mark, Time.GetUtcNow(), Time.GetUtcNow());
        await Store.AddAsync(session, Token);
        return session;
    }
}
