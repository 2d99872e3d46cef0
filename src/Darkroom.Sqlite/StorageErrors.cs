using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>Turns exceptions of SQLite and the disk into <see cref="StorageException"/>.</summary>
internal static class StorageErrors
{
    /// <summary>ENOSPC.</summary>
    public const int DiskFull = 28;

    private const int ReadOnlyFileSystem = 30;
    private const string Full = "The disk is full. Free some space; Darkroom then continues automatically.";

    /// <summary>Returns the storage exception for an exception; null if the exception is not about the storage.</summary>
    public static StorageException? Translate(Exception fault) => fault switch
    {
        // Result codes: https://www.sqlite.org/rescode.html
        SqliteException { SqliteErrorCode: 5 or 6 } => new(
            StorageFailure.Locked, "The database is locked by another program. Try again when that program has finished.", fault),
        SqliteException { SqliteErrorCode: 8 } => new(StorageFailure.ReadOnly, "The database is read-only. Make the data folder writable.", fault),
        SqliteException { SqliteErrorCode: 11 or 26 } => new(
            StorageFailure.Damaged, "The database file is damaged. Stop Darkroom, run the command check, and restore a backup.", fault),
        SqliteException { SqliteErrorCode: 13 } => new(StorageFailure.Full, Full, fault),
        SqliteException { SqliteErrorCode: 10 or 14 } => new(
            StorageFailure.Unavailable, "The database cannot be read or written. Darkroom's log has the details.", fault),
        ReadTimeoutException => new(
            StorageFailure.Timeout,
            "Reading the gallery took longer than 2 seconds and was stopped. Search for words instead of symbols, or use fewer filters.",
            fault),
        DatabaseMissingException => new(StorageFailure.Missing, "The data folder is missing. Restore it, or restart Darkroom to start with an empty one.", fault),
        IOException { HResult: DiskFull } => new(StorageFailure.Full, Full, fault),
        IOException { HResult: ReadOnlyFileSystem } => new(StorageFailure.ReadOnly, "The disk is read-only. Make the data folder writable.", fault),
        IOException or UnauthorizedAccessException => new(StorageFailure.Unavailable, "The data folder cannot be read or written. Darkroom's log has the details.", fault),
        _ => null,
    };

    /// <summary>Returns whether an exception is about a full disk.</summary>
    public static bool IsFull(Exception fault) => Translate(fault) is { Kind: StorageFailure.Full };

    /// <summary>Runs an operation of a store and translates what it throws.</summary>
    /// <exception cref="StorageException">The storage cannot be read or written.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> operation)
    {
        try
        {
            return await operation();
        }
        catch (Exception fault) when (Translate(fault) is { } translated)
        {
            throw translated;
        }
    }
}

/// <summary>The database file was deleted or moved while it was open; anything written to it would be lost.</summary>
internal sealed class DatabaseMissingException(string file) : IOException($"{file} is missing.");

/// <summary>A read took longer than its limit and was interrupted.</summary>
internal sealed class ReadTimeoutException(Exception interrupted) : IOException("The read took too long and was interrupted.", interrupted);
