using System.Diagnostics.CodeAnalysis;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Sqlite.Gallery;
using Darkroom.Sqlite.Storage;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Sqlite;

/// <summary>The SQLite file: opens its connections, and makes its schema the one that this program knows.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never used holds nothing to release.")]
internal sealed class Database
{
    /// <summary>Seconds a statement waits for another program's lock: short enough for a request to be answered.</summary>
    private const int LockTimeout = 5;

    private readonly DataFolder _folder;
    private readonly string _file;
    private readonly string _readers;
    private readonly string _writer;
    private readonly TimeProvider _time;
    private readonly Action<SqliteConnection>? _opened;
    private readonly IProgress<UpgradeProgress>? _upgrade;

    /// <summary>More reads at once would only take the processors from each other, and from the requests.</summary>
    private readonly SemaphoreSlim _reads = new(Environment.ProcessorCount);

    /// <param name="folder">The data folder.</param>
    /// <param name="time">Measures how long a read may take.</param>
    /// <param name="zone">The time zone of the gallery's days; null for that of <paramref name="time"/>.</param>
    /// <param name="upgrade">Receives the progress while images or days are rewritten.</param>
    /// <param name="opened">Called with each connection that is opened, also a pooled one; for tests that observe statements.</param>
    public Database(
        DataFolder folder,
        TimeProvider time,
        TimeZoneInfo? zone = null,
        IProgress<UpgradeProgress>? upgrade = null,
        Action<SqliteConnection>? opened = null)
    {
        (_folder, _time, _upgrade, _opened) = (folder, time, upgrade, opened);
        Days = new LocalDays(zone ?? time.LocalTimeZone);
        SqliteLibrary.EnsureLoaded();
        ColumnTypes.Use();
        _file = folder.DatabaseFile;

        // Only the writer may create the file: a reader that creates one would show an empty store in place of a lost one.
        _readers = new SqliteConnectionStringBuilder { DataSource = _file, DefaultTimeout = LockTimeout, Mode = SqliteOpenMode.ReadWrite }.ToString();
        _writer = new SqliteConnectionStringBuilder { DataSource = _file, DefaultTimeout = LockTimeout, Pooling = false }.ToString();
    }

    /// <summary>The days that images are counted by.</summary>
    public LocalDays Days { get; }

    /// <summary>Throws if the file is missing. An open file keeps working after it was deleted, but what is written to it is lost.</summary>
    /// <exception cref="DatabaseMissingException">The file was deleted or moved.</exception>
    public void ThrowIfMissing()
    {
        if (!File.Exists(_file))
        {
            throw new DatabaseMissingException(_file);
        }
    }

    /// <summary>Opens a pooled connection that can only read.</summary>
    /// <exception cref="DatabaseMissingException">The file was deleted or moved.</exception>
    public SqliteConnection OpenReader()
    {
        ThrowIfMissing();
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

    /// <summary>
    /// Reads on a pooled connection, off the caller's thread, with as many other reads as there are processors; further ones wait. A statement
    /// that runs when the token fires or the limit passes is interrupted.
    /// </summary>
    /// <param name="read">Reads everything it returns: the connection goes back to the pool afterwards.</param>
    /// <param name="limit">The maximum duration of the read, without the time that it waits; null for no limit.</param>
    /// <param name="cancellationToken">Interrupts the read or ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="StorageException">The database cannot be read, or the limit passed.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, TimeSpan? limit, CancellationToken cancellationToken) =>
        StorageErrors.TranslateAsync(async () =>
        {
            await _reads.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Read(read, limit, cancellationToken), cancellationToken);
            }
            finally
            {
                _reads.Release();
            }
        });

    /// <inheritdoc cref="ReadAsync{T}(Func{SqliteConnection, T}, TimeSpan?, CancellationToken)"/>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) => ReadAsync(read, null, cancellationToken);

    private T Read<T>(Func<SqliteConnection, T> read, TimeSpan? limit, CancellationToken cancellationToken)
    {
        using var connection = OpenReader();
        using var watch = new ReadWatch(connection, limit, _time, cancellationToken);
        try
        {
            return read(connection);
        }
        catch (SqliteException interrupted) when (interrupted.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ReadTimeoutException(interrupted);
        }
    }

    /// <summary>Closes the unused connections of the pool.</summary>
    public void ClosePooled()
    {
        using var any = new SqliteConnection(_readers);
        SqliteConnection.ClearPool(any);
    }

    /// <summary>Opens a connection that writes beside the process that holds the folder. It changes neither the schema nor the days.</summary>
    /// <exception cref="IOException">There is no database, or one with another schema; the message says what to do.</exception>
    public SqliteConnection OpenBeside()
    {
        if (!File.Exists(_file))
        {
            throw new IOException($"There is no database {_file}. Start Darkroom with this data folder once, or set DARKROOM_DATA to another one.");
        }

        var connection = new SqliteConnection(_writer);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
            var version = connection.ExecuteScalar<int>("PRAGMA user_version");
            return version == Migrations.Latest
                ? connection
                : throw new IOException($"The database {_file} has schema {version}, and this program needs {Migrations.Latest}. Start this version of Darkroom with it once.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the one connection that writes, and brings the schema up to date.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer version.</exception>
    public SqliteConnection OpenWriter()
    {
        if (!File.Exists(_file))
        {
            // SQLite would create a file that every user can read. The files that it adds beside it get the mode of this one.
            PrivateFiles.Open(_file, FileMode.CreateNew).Dispose();
        }

        var connection = new SqliteConnection(_writer);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 1000;");
            Migrations.Apply(connection, Days, _upgrade);
            connection.Execute("PRAGMA foreign_keys = ON");
            ImageDays.Follow(connection, Days, _upgrade);
            BlobRows.ImportFiles(connection, _folder.Blobs);
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
