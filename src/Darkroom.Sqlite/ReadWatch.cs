using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Sqlite;

/// <summary>
/// Ends a read whose client has left or whose time is up. SQLite asks it after every few hundred rows or so; unlike
/// <c>sqlite3_interrupt</c> this also stops a read that is between two statements, and never hits the next user of the connection.
/// </summary>
internal sealed class ReadWatch : IDisposable
{
    /// <summary>Steps of SQLite's virtual machine between two questions: well below a millisecond of work.</summary>
    private const int Steps = 2_000;

    private readonly SqliteConnection _connection;

    /// <summary>Begins to watch what runs on a connection.</summary>
    /// <param name="connection">Open; used by nobody else until this is disposed.</param>
    /// <param name="limit">The longest the read may take; null for no limit.</param>
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

    /// <summary>The connection is as it was before.</summary>
    public void Dispose() => raw.sqlite3_progress_handler(_connection.Handle, 0, null, null);
}

/// <summary>A read took longer than a client should wait, and was interrupted.</summary>
internal sealed class ReadTooLongException(Exception interrupted) : IOException("The read took too long and was interrupted.", interrupted);
