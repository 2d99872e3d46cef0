using Darkroom.Imaging;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>The SQLite library that is delivered with the program.</summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<string?> Problem = new(() => NativeFile.Load(FileName, out _));

    private static string FileName =>
        OperatingSystem.IsWindows() ? "e_sqlite3.dll" : OperatingSystem.IsMacOS() ? "libe_sqlite3.dylib" : "libe_sqlite3.so";

    /// <summary>Call before the first connection; calling again does nothing.</summary>
    /// <exception cref="DllNotFoundException">The file is missing or damaged; the message names it.</exception>
    public static void EnsureLoaded()
    {
        if (Problem.Value is { } problem)
        {
            throw new DllNotFoundException(problem);
        }
    }

    /// <summary>Opens a database file to read it while another process may hold it.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteConnection OpenReadOnly(string file)
    {
        EnsureLoaded();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
