using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Sqlite;

/// <summary>The SQLite file: how connections are opened, and that its schema is the one this program knows.</summary>
internal sealed class Database
{
    /// <summary>Seconds a statement waits for another program's lock: short enough for a request to be answered.</summary>
    private const int LockPatience = 5;

    private readonly string _file;
    private readonly string _readers;
    private readonly string _writer;
    private readonly TimeProvider _time;
    private readonly Action<SqliteConnection>? _opened;

    /// <param name="folder">The data folder.</param>
    /// <param name="time">Measures how long a read may take.</param>
    /// <param name="opened">Called with each connection that is opened, also a pooled one; for tests that observe statements.</param>
    public Database(DataFolder folder, TimeProvider time, Action<SqliteConnection>? opened = null)
    {
        (_time, _opened) = (time, opened);
        SystemSqlite.Use();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        _file = folder.DatabaseFile;

        // Only the writer may create the file: a reader that did would show an empty store in place of a lost one.
        _readers = new SqliteConnectionStringBuilder { DataSource = _file, DefaultTimeout = LockPatience, Mode = SqliteOpenMode.ReadWrite }.ToString();
        _writer = new SqliteConnectionStringBuilder { DataSource = _file, DefaultTimeout = LockPatience, Pooling = false }.ToString();
    }

    /// <summary>Tells a store that is gone from one that is there: an open file goes on working after it was deleted.</summary>
    /// <exception cref="DatabaseGoneException">The file was deleted or moved.</exception>
    public void ThrowIfGone()
    {
        if (!File.Exists(_file))
        {
            throw new DatabaseGoneException(_file);
        }
    }

    /// <summary>A pooled connection that can only read.</summary>
    /// <exception cref="DatabaseGoneException">The file was deleted or moved.</exception>
    public SqliteConnection OpenReader()
    {
        ThrowIfGone();
        var connection = new SqliteConnection(_readers);
        try
        {
            connection.Open();
            _opened?.Invoke(connection);
            connection.Execute("PRAGMA query_only = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads on a pooled connection. A statement that is running when the token fires or the limit passes is interrupted.</summary>
    /// <param name="read">Reads everything it returns: the connection goes back to the pool afterwards.</param>
    /// <param name="limit">The longest it may take; null for no limit.</param>
    /// <param name="cancellationToken">Interrupts the read.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="ReadTooLongException">The limit passed.</exception>
    /// <exception cref="DatabaseGoneException">The file was deleted or moved.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, TimeSpan? limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = OpenReader();
        using var watch = new ReadWatch(connection, limit, _time, cancellationToken);
        try
        {
            return Task.FromResult(read(connection));
        }
        catch (SqliteException interrupted) when (interrupted.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ReadTooLongException(interrupted);
        }
    }

    /// <inheritdoc cref="ReadAsync{T}(Func{SqliteConnection, T}, TimeSpan?, CancellationToken)"/>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) => ReadAsync(read, null, cancellationToken);

    /// <summary>Closes the readers that nobody uses now.</summary>
    public void ClosePooled()
    {
        using var any = new SqliteConnection(_readers);
        SqliteConnection.ClearPool(any);
    }

    /// <summary>The one connection that writes, its schema brought up to date.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer version.</exception>
    public SqliteConnection OpenWriter()
    {
        if (!File.Exists(_file))
        {
            // SQLite would create it readable for everybody; the files that it adds beside it take over the mode of this one.
            PrivateFiles.Open(_file, FileMode.CreateNew).Dispose();
        }

        var connection = new SqliteConnection(_writer);
        try
        {
            connection.Open();
            connection.Execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 1000;");
            Migrations.Apply(connection);
            DamageProbe.Run(connection);
            _opened?.Invoke(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
