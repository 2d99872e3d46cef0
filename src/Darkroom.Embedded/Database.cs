using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Embedded;

/// <summary>The SQLite file: how connections are opened, and that its schema is the one this program knows.</summary>
internal sealed class Database
{
    /// <summary>Seconds a statement waits for another program's lock: short enough for a request to be answered.</summary>
    private const int LockPatience = 5;

    private readonly string _file;
    private readonly string _readers;
    private readonly string _writer;

    public Database(DataFolder folder)
    {
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
            connection.Execute("PRAGMA query_only = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

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
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
