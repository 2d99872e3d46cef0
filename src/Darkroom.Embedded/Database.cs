using Dapper;
using Microsoft.Data.Sqlite;

namespace Darkroom.Embedded;

/// <summary>The SQLite file: how connections are opened, and that its schema is the one this program knows.</summary>
internal sealed class Database
{
    private readonly string _readers;
    private readonly string _writer;

    public Database(DataFolder folder)
    {
        SystemSqlite.Use();
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        _readers = new SqliteConnectionStringBuilder { DataSource = folder.DatabaseFile, DefaultTimeout = 30 }.ToString();
        _writer = new SqliteConnectionStringBuilder { DataSource = folder.DatabaseFile, DefaultTimeout = 30, Pooling = false }.ToString();
    }

    /// <summary>A pooled connection that can only read.</summary>
    public SqliteConnection OpenReader()
    {
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
        var connection = new SqliteConnection(_writer);
        try
        {
            connection.Open();
            connection.Execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 1000;");
            Migrations.Apply(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
