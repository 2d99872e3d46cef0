using Dapper;
using Darkroom.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

public sealed class SqliteWriterTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
    private readonly DataFolder _folder;
    private readonly Database _database;
    private readonly SqliteWriter _writer;

    public SqliteWriterTests()
    {
        _folder = DataFolder.Open(_path);
        _database = new Database(_folder, TimeProvider.System);
        _writer = new SqliteWriter(_database);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _database.ClosePooled();
        _writer.Dispose();
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task A_change_that_throws_is_undone_alone()
    {
        var hold = await HoldAsync(_writer);
        var first = _writer.WriteAsync(connection => Insert(connection, "first"), Token);
        var broken = _writer.WriteAsync<int>(
            connection =>
            {
                Insert(connection, "broken");
                throw new InvalidOperationException("broke");
            },
            Token);
        var last = _writer.WriteAsync(connection => Insert(connection, "last"), Token);
        hold.SetResult();

        await Task.WhenAll(first, last);
        Assert.Equal("broke", (await Assert.ThrowsAsync<InvalidOperationException>(() => broken)).Message);
        Assert.Equal(["first", "last"], Names());
    }

    [Fact]
    public async Task A_change_that_is_cancelled_before_it_begins_is_not_made()
    {
        using var withdraw = new CancellationTokenSource();
        var hold = await HoldAsync(_writer);
        var withdrawn = _writer.WriteAsync(connection => Insert(connection, "withdrawn"), withdraw.Token);
        await withdraw.CancelAsync();
        hold.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        Assert.Empty(Names());
    }

    [Fact]
    public async Task A_batch_that_cannot_be_written_fails_for_every_caller_and_the_writer_goes_on()
    {
        // A trigger simulates an error that undoes the whole transaction, as a full disk does.
        await _writer.WriteAsync(
            connection => connection.Execute(
                "CREATE TRIGGER fault BEFORE INSERT ON partial_images WHEN new.preview_key = 'fault' BEGIN SELECT raise(ROLLBACK, 'disk full'); END"),
            Token);
        var hold = await HoldAsync(_writer);
        var before = _writer.WriteAsync(connection => Insert(connection, "before"), Token);
        var fault = _writer.WriteAsync(connection => Insert(connection, "fault"), Token);
        var after = _writer.WriteAsync(connection => Insert(connection, "after"), Token);
        hold.SetResult();

        foreach (var change in new[] { before, fault, after })
        {
            await Assert.ThrowsAsync<SqliteException>(() => change);
        }

        Assert.Empty(Names());
        await _writer.WriteAsync(connection => Insert(connection, "next"), Token);
        Assert.Equal(["next"], Names());
    }

    [Fact]
    public async Task A_change_that_ends_the_transaction_does_not_stop_the_writer()
    {
        await Assert.ThrowsAsync<SqliteException>(() => _writer.WriteAsync(connection => connection.Execute("COMMIT"), Token));

        await _writer.WriteAsync(connection => Insert(connection, "next"), Token);
        Assert.Equal(["next"], Names());
    }

    [Fact]
    public async Task Closing_finishes_queued_changes_and_refuses_later_ones()
    {
        var path = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        using var folder = DataFolder.Open(path);
        var writer = new SqliteWriter(new Database(folder, TimeProvider.System));
        var hold = await HoldAsync(writer);
        var queued = writer.WriteAsync(connection => Insert(connection, "queued"), Token);
        var closing = Task.Run(writer.Dispose, Token);
        hold.SetResult();
        await closing;

        Assert.Equal(1, await queued);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.WriteAsync(connection => Insert(connection, "late"), Token));
        folder.Dispose();
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public async Task Readers_see_a_change_once_its_write_has_completed()
    {
        for (var i = 0; i < 20; i++)
        {
            await _writer.WriteAsync(connection => Insert(connection, $"change {i}"), Token);
            Assert.Equal(i + 1, Names().Count);
        }
    }

    [Fact]
    public void A_reader_cannot_write()
    {
        using var connection = _database.OpenReader();
        Assert.Throws<SqliteException>(() => Insert(connection, "reader"));
    }

    /// <summary>Keeps the writer busy until the source is set, so that later changes form one batch.</summary>
    private static async Task<TaskCompletionSource> HoldAsync(SqliteWriter writer)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource();
        var token = Token;
        _ = writer.WriteAsync(
            _ =>
            {
                begun.SetResult();
                go.Task.WaitAsync(token).GetAwaiter().GetResult();
                return 0;
            },
            CancellationToken.None);
        await begun.Task.WaitAsync(token);
        return go;
    }

    private static int Insert(SqliteConnection connection, string name) => connection.Execute(
        "INSERT INTO partial_images VALUES (@name, 0, 0, 0, @name, 1, 1, 'image/webp')", new { name });

    private List<string> Names()
    {
        using var connection = _database.OpenReader();
        return connection.Query<string>("SELECT preview_key FROM partial_images ORDER BY preview_key").AsList();
    }
}
