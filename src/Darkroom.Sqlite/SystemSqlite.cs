using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Sqlite;

/// <summary>
/// Binds to the SQLite library of the operating system, which the system keeps patched, instead of a copy that is shipped with the program.
/// </summary>
internal static class SystemSqlite
{
    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.dylib", "winsqlite3.dll", "sqlite3"];
    private static readonly Lazy<bool> Bound = new(Bind);

    /// <summary>Call before the first connection; calling again does nothing.</summary>
    /// <exception cref="DllNotFoundException">SQLite is missing; the message says how to install it.</exception>
    public static void Use() => _ = Bound.Value;

    /// <summary>Opens a database file to read it while another process may hold it.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SqliteConnection OpenReadOnly(string file)
    {
        Use();
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static bool Bind()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException("SQLite is missing. Install it with: apt-get install libsqlite3-0");
    }
}
