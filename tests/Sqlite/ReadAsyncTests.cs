using System.Collections.Immutable;
using System.Reflection;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Sqlite;

/// <summary>A read ends when its token fires or its time is up, and does not disturb the next user of its connection.</summary>
public sealed class ReadAsyncTests : IDisposable
{
    /// <summary>Runs until it is interrupted; calls <c>begun</c> once.</summary>
    private const string Endless =
        "WITH RECURSIVE numbers(n) AS (SELECT begun() UNION ALL SELECT n + 1 FROM numbers) SELECT count(*) FROM numbers";

    private readonly TempStorage _temp = new();
    private readonly ManualTime _time = new();
    private readonly Database _database;

    public ReadAsyncTests()
    {
        _ = _temp.Storage;
        _database = new Database(DataFolder.Peek(_temp.Folder), _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _database.ClosePooled();
        _temp.Dispose();
    }

    [Fact]
    public async Task A_statement_is_interrupted_when_the_token_fires_and_the_connection_stays_usable()
    {
        using var client = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ReadAsync(connection => Count(connection, client.Cancel), null, client.Token));

        Assert.Equal(1000, await ReadAsync(CountToThousand, null, Token));
        Assert.Equal(1000, await ReadAsync(CountToThousand, TimeSpan.FromSeconds(2), Token));
    }

    [Fact]
    public async Task A_statement_is_interrupted_after_its_limit_and_the_connection_stays_usable()
    {
        var limit = TimeSpan.FromSeconds(2);

        var fault = await Assert.ThrowsAsync<StorageException>(
            () => ReadAsync(connection => Count(connection, () => _time.Advance(TimeSpan.FromSeconds(3))), limit, Token));

        Assert.Equal(StorageFailure.Timeout, fault.Kind);
        Assert.Contains("2 seconds", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1000, await ReadAsync(CountToThousand, limit, Token));
    }

    [Fact]
    public async Task A_read_does_not_keep_its_callers_thread()
    {
        using var go = new ManualResetEventSlim();
        var token = Token;

        var read = _database.ReadAsync(
            connection =>
            {
                go.Wait(token);
                return CountToThousand(connection);
            },
            token);

        Assert.False(read.IsCompleted);
        go.Set();
        Assert.Equal(1000, await read);
    }

    [Fact]
    public async Task As_many_reads_as_processors_run_at_once_and_one_that_waits_can_be_cancelled()
    {
        using var go = new ManualResetEventSlim();
        using var client = new CancellationTokenSource();
        var token = Token;
        var begun = 0;
        long Hold(SqliteConnection connection)
        {
            Interlocked.Increment(ref begun);
            go.Wait(token);
            return CountToThousand(connection);
        }

        var reads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => _database.ReadAsync(Hold, token)).ToList();
        var cancelled = _database.ReadAsync(Hold, client.Token);
        var waiting = _database.ReadAsync(Hold, token);

        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.DoesNotContain(reads.Append(waiting), read => read.IsCompleted);
        Assert.InRange(Volatile.Read(ref begun), 0, Environment.ProcessorCount);
        go.Set();
        Assert.All(await Task.WhenAll(reads.Append(waiting)), count => Assert.Equal(1000, count));
        Assert.Equal(Environment.ProcessorCount + 1, begun);
    }

    [Fact]
    public async Task A_token_that_fires_between_two_statements_interrupts_the_next_one()
    {
        using var client = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(
            connection =>
            {
                CountToThousand(connection);
                client.Cancel();
                return Count(connection, () => { });
            },
            null,
            client.Token));
    }

    [Fact]
    public async Task A_read_without_a_limit_is_not_interrupted() => Assert.Equal(1000, await ReadAsync(
        connection =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return CountToThousand(connection);
        },
        null,
        Token));

    [Fact]
    public async Task Every_read_of_the_stores_honours_its_token()
    {
        var reads = new (object Store, Type Contract)[]
        {
            (_temp.Storage.Gallery, typeof(IGallery)), (_temp.Storage.Generations, typeof(IGenerationStore)),
            (_temp.Storage.Queue, typeof(ISlotQueue)), (_temp.Storage.Events, typeof(IEventLog)),
            (_temp.Storage.Charges, typeof(IChargeLedger)), (_temp.Storage.Campaigns, typeof(ICampaignStore)),
        }.SelectMany(store => store.Contract.GetMethods().Where(IsRead).Select(method => (store.Store, Method: method))).ToList();

        Assert.True(reads.Count >= 20, $"Only {reads.Count} reads were found.");
        foreach (var (store, method) in reads)
        {
            var arguments = method.GetParameters().Select(Argument).ToArray();
            var fault = await Record.ExceptionAsync(async () => await (Task)method.Invoke(
                store, BindingFlags.DoNotWrapExceptions, null, arguments, null)!);
            Assert.True(fault is OperationCanceledException, $"{method.DeclaringType!.Name}.{method.Name} went on with {fault?.GetType().Name ?? "its work"}.");
        }
    }

    /// <summary>A method that needs only ids, numbers or a query can be called here.</summary>
    private static bool IsRead(MethodInfo method) => Array.TrueForAll(method.GetParameters(), parameter => Argument(parameter) is not null)
        && method.GetParameters()[^1].ParameterType == typeof(CancellationToken);

    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "00000000000000000000000000000001",
        var type when type == typeof(int) => 1,
        var type when type == typeof(long) => 0L,
        var type when type == typeof(GalleryQuery) => new GalleryQuery(),
        var type when type == typeof(TileQuery) => new TileQuery(),
        var type when type == typeof(GalleryView) => GalleryView.All,
        var type when type == typeof(NameField) => NameField.Model,
        var type when type == typeof(bool) => false,
        var type when type == typeof(IReadOnlyCollection<string>) => ImmutableArray.Create("a"),
        var type when type == typeof(CancellationToken) => new CancellationToken(canceled: true),
        _ => null,
    };

    private static long Count(SqliteConnection connection, Action begun)
    {
        connection.CreateFunction("begun", () =>
        {
            begun();
            return 1;
        });
        return connection.ExecuteScalar<long>(Endless);
    }

    private static long CountToThousand(SqliteConnection connection) => connection.ExecuteScalar<long>(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 1000) SELECT count(*) FROM numbers");

    private async Task<long> ReadAsync(Func<SqliteConnection, long> read, TimeSpan? limit, CancellationToken cancellationToken) =>
        await _database.ReadAsync(read, limit, cancellationToken);
}
