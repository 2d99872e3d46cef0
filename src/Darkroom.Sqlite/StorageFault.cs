using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>What ails the disk or the database, in words for whoever can mend it.</summary>
public static class StorageFault
{
    private const int DiskFull = 28;
    private const int ReadOnly = 30;

    /// <summary>One or two sentences without paths or other detail, or null when the exception is not about the storage.</summary>
    public static string? ToText(Exception fault) => fault switch
    {
        // Result codes: https://www.sqlite.org/rescode.html
        SqliteException { SqliteErrorCode: 5 or 6 } => "The database is locked by another program. Try again when that is done with it.",
        SqliteException { SqliteErrorCode: 8 } => "The database is read-only. Make the data folder writable.",
        SqliteException { SqliteErrorCode: 11 or 26 } =>
            "The database file is damaged. Stop Darkroom, look with the command check, and restore a backup.",
        SqliteException { SqliteErrorCode: 13 } => Full,
        SqliteException { SqliteErrorCode: 10 or 14 } => "The database cannot be read or written: the disk refuses. Darkroom's log has the details.",
        ReadTooLongException =>
            "Reading the gallery took longer than 2 seconds and was stopped. Search for words instead of symbols, or use fewer filters.",
        DatabaseGoneException => "The data folder is gone. Bring it back, or restart Darkroom to begin anew.",
        IOException { HResult: DiskFull } => Full,
        IOException { HResult: ReadOnly } => "The disk is read-only. Make the data folder writable.",
        IOException or UnauthorizedAccessException => "The disk refuses. Darkroom's log has the details.",
        _ => null,
    };

    /// <summary>True if a read was stopped because it took too long; the storage itself is in order.</summary>
    public static bool IsTooLong(Exception fault) => fault is ReadTooLongException;

    private static string Full => "The disk is full. Free some space; Darkroom goes on by itself.";
}

/// <summary>The database file was deleted or moved while the program had it open; what is written now would be lost.</summary>
internal sealed class DatabaseGoneException(string file) : IOException($"{file} is gone.");
