using Darkroom.Imaging;

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
}
