using Darkroom.Audit;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every audit log.</summary>
public abstract class AuditLogContract
{
    protected abstract IAuditLog Log { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_are_listed_as_they_were_added_the_newest_first()
    {
        var key = await AddAsync(AuditEvent.ApiKeyCreated, new AuditEntry("", default, default, AuditActor.ApiKey, "build", "192.0.2.7", "k1", "render, scope read", 0));
        var refused = await AddAsync(AuditEvent.Refused, new AuditEntry("", default, default, AuditActor.Visitor, null, null, "GET /", null, 41));

        Assert.Equal([refused, key], await Log.ListAsync(null, null, 10, Token));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_new_entries_do_not_move_them()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await AddAsync(i == 2 ? AuditEvent.Deleted : AuditEvent.SettingsChanged)).Id);
        }

        var first = await Log.ListAsync(null, null, 2, Token);
        await AddAsync(AuditEvent.LoggedIn);
        var second = await Log.ListAsync(null, first[^1].Id, 2, Token);
        var last = await Log.ListAsync(null, second[^1].Id, 2, Token);

        Assert.Equal(Enumerable.Reverse(ids), first.Concat(second).Concat(last).Select(entry => entry.Id));
        Assert.Equal(ids[2], Assert.Single(await Log.ListAsync(AuditEvent.Deleted, null, 10, Token)).Id);
        Assert.Equal([ids[1], ids[0]], (await Log.ListAsync(AuditEvent.SettingsChanged, ids[2], 10, Token)).Select(entry => entry.Id));
        Assert.Empty(await Log.ListAsync(AuditEvent.Decided, null, 10, Token));
    }

    [Fact]
    public async Task Entries_from_before_a_time_are_deleted_however_many()
    {
        var entries = Enumerable.Range(0, 2_500).Select(_ =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
            return Entry(AuditEvent.Refused, null);
        }).ToList();
        await Log.AddAsync(entries, Token);

        Assert.Equal(2_400, await Log.DeleteOldAsync(entries[2_400].At, Token));
        Assert.Equal(0, await Log.DeleteOldAsync(entries[2_400].At, Token));
        Assert.Equal(entries[2_400..].Select(entry => entry.Id).Reverse(), (await Log.ListAsync(null, null, 500, Token)).Select(entry => entry.Id));
    }

    /// <summary>Adds an entry of another time than all before.</summary>
    /// <param name="like">What it says besides; null for something.</param>
    protected async Task<AuditEntry> AddAsync(AuditEvent kind, AuditEntry? like = null)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var entry = Entry(kind, like);
        await Log.AddAsync([entry], Token);
        return entry;
    }

    private AuditEntry Entry(AuditEvent kind, AuditEntry? like) =>
        (like ?? new AuditEntry("", default, default, AuditActor.Owner, null, "127.0.0.1", null, "something", 0)) with { Id = Ids.New(Time), At = Time.GetUtcNow(), Event = kind };
}
