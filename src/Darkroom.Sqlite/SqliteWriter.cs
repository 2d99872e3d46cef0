using System.Collections.Concurrent;
using Dapper;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Sqlite;

/// <summary>
/// The only writer. SQLite admits one at a time anyway, so changes queue up for one thread, which runs all that are waiting in
/// one transaction and flushes once for them: under load a hundred changes cost one flush, alone a change costs its own.
/// A change completes only after the commit. A change that throws is undone alone.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxAtOnce = 256;
    private readonly BlockingCollection<WriteRequest> _queue = new(new ConcurrentQueue<WriteRequest>());
    private readonly Database _database;
    private readonly SqliteConnection _connection;
    private readonly Thread _thread;

    public SqliteWriter(Database database)
        : this(database, database.OpenWriter())
    {
    }

    private SqliteWriter(Database database, SqliteConnection connection)
    {
        (_database, _connection) = (database, connection);
        _thread = new Thread(Run) { Name = "sqlite writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Opens a second writer beside that of the process that holds the data folder. Each waits a few seconds for the other's transactions.</summary>
    /// <inheritdoc cref="Database.OpenBeside" path="/exception"/>
    public static SqliteWriter Beside(Database database) => new(database, database.OpenBeside());

    /// <summary>Runs a change. Completes when the change is on the disk.</summary>
    /// <param name="change">Runs on the writer's thread, inside its transaction. It must not keep the connection.</param>
    /// <param name="cancellationToken">Withdraws the change if it has not begun; a change that has begun is finished.</param>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> change, CancellationToken cancellationToken) =>
        StorageErrors.TranslateAsync(() => EnqueueAsync(change, cancellationToken));

    /// <inheritdoc cref="WriteAsync{T}(Func{SqliteConnection, T}, CancellationToken)"/>
    public Task WriteAsync(Action<SqliteConnection> change, CancellationToken cancellationToken) => WriteAsync(
        connection =>
        {
            change(connection);
            return true;
        },
        cancellationToken);

    /// <summary>Finishes what is queued and closes the file.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _connection.Dispose();
        _queue.Dispose();
    }

    private Task<T> EnqueueAsync<T>(Func<SqliteConnection, T> change, CancellationToken cancellationToken)
    {
        var queued = new WriteRequest<T>(change, cancellationToken);
        try
        {
            _queue.Add(queued, CancellationToken.None);
        }
        catch (InvalidOperationException closed)
        {
            queued.Break(new ObjectDisposedException("The storage was closed.", closed));
        }

        return queued.Task;
    }

    private void Run()
    {
        var batch = new List<WriteRequest>(MaxAtOnce);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxAtOnce && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            RunBatch(batch);
            batch.Clear();
        }
    }

    private void RunBatch(List<WriteRequest> batch)
    {
        try
        {
            _database.ThrowIfMissing();
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (var change in batch)
            {
                _connection.Execute("SAVEPOINT change");
                _connection.Execute(change.TryRun(_connection) ? "RELEASE change" : "ROLLBACK TO change; RELEASE change");
            }

            _connection.Execute("COMMIT");
        }
        catch (Exception fault)
        {
            // The whole batch is undone: the disk is full, another program holds the lock, or the file is damaged. Each caller gets the fault.
            RollBack();
            batch.ForEach(change => change.Break(fault));
            return;
        }

        batch.ForEach(change => change.Settle());
    }

    private void RollBack()
    {
        try
        {
            // After some faults SQLite has rolled back by itself.
            if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            {
                _connection.Execute("ROLLBACK");
            }
        }
        catch (SqliteException)
        {
            // The next BEGIN fails then, and its callers get that fault. This thread must survive any fault.
        }
    }

    private abstract class WriteRequest
    {
        public abstract bool TryRun(SqliteConnection connection);

        public abstract void Settle();

        public abstract void Break(Exception fault);
    }

    private sealed class WriteRequest<T>(Func<SqliteConnection, T> change, CancellationToken cancellationToken) : WriteRequest
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _fault;

        public Task<T> Task => _done.Task;

        public override bool TryRun(SqliteConnection connection)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                _result = change(connection);
                return true;
            }
            catch (Exception fault)
            {
                _fault = fault;
                return false;
            }
        }

        public override void Settle()
        {
            switch (_fault)
            {
                case null:
                    _done.SetResult(_result!);
                    break;
                case OperationCanceledException:
                    _done.SetCanceled(cancellationToken);
                    break;
                default:
                    _done.SetException(_fault);
                    break;
            }
        }

        public override void Break(Exception fault) => _done.SetException(fault);
    }
}
