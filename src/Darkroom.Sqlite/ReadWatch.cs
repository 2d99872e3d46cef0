using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Sqlite;

/// <summary>
/// Interrupts a read whose token has fired or whose time is up. SQLite calls back after every few hundred rows. Unlike
/// <c>sqlite3_interrupt</c>, this also stops a read that is between two statements, and never the next user of the connection.
/// </summary>
internal sealed class ReadWatch : IDisposable
{
    /// <summary>Steps of SQLite's virtual machine between two callbacks: well below a millisecond of work.</summary>
    private const int Steps = 2_000;

    private readonly SqliteConnection _connection;

    /// <summary>Begins to watch the statements of a connection.</summary>
    /// <param name="connection">An open connection that has no other user until this is disposed.</param>
    /// <param name="limit">The maximum duration of the read; null for no limit.</param>
    public ReadWatch(SqliteConnection connection, TimeSpan? limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _connection = connection;
        if (limit is null && !cancellationToken.CanBeCanceled)
        {
            return;
        }

        var began = time.GetTimestamp();
        raw.sqlite3_progress_handler(
            connection.Handle, Steps, _ => cancellationToken.IsCancellationRequested || time.GetElapsedTime(began) > limit ? 1 : 0, null);
    }

    /// <summary>Stops watching; the connection is as it was before.</summary>
    public void Dispose() => raw.sqlite3_progress_handler(_connection.Handle, 0, null, null);
}
