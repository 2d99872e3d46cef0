using Dapper;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite;

/// <summary>
/// Copies a data folder while the server runs. The database is copied first, in one read. Originals and previews never change, so a copy
/// that is made afterwards contains everything that the copied database refers to. So does one of the key ring, to which keys are only added.
/// </summary>
public static class DataBackup
{
    /// <summary>The first schema that stores unfinished images.</summary>
    private const int FirstWithUnfinished = 8;

    /// <summary>Copies a data folder. If that fails, what was copied is removed.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="target">A folder outside of data folders that does not exist or is empty.</param>
    /// <returns>The number of files that were copied, besides the database.</returns>
    /// <exception cref="IOException">The target is not empty or cannot be written, or an original is missing.</exception>
    public static int Run(string folder, string target)
    {
        var (source, copy) = (DataFolder.Peek(folder), DataFolder.Peek(target));
        if (!File.Exists(source.DatabaseFile))
        {
            throw new IOException($"There is no database at {source.DatabaseFile}.");
        }

        var existed = Directory.Exists(copy.Path);
        CreateTarget(copy.Path);
        try
        {
            PrivateFiles.CreateFolder(copy.Blobs);
            PrivateFiles.CreateFolder(copy.Previews);
            CopyDatabase(source.DatabaseFile, copy.DatabaseFile);
            return CopyOriginals(copy.DatabaseFile, source.Blobs, copy.Blobs) + CopyFolder(source.Previews, copy.Previews) + CopyFolder(source.Keys, copy.Keys);
        }
        catch (Exception fault)
        {
            Remove(copy, existed);
            if (StorageErrors.IsFull(fault))
            {
                throw new IOException($"No space is left for the backup in {copy.Path}. The incomplete copy was removed. Free some space, or choose a folder on another disk.", fault);
            }

            throw;
        }
    }

    private static void CreateTarget(string target)
    {
        try
        {
            PrivateFiles.CreateFolder(target);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder {target} cannot be created: {FolderFault.ReasonOf(refused)} Choose another folder for the backup.", refused);
        }

        if (Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new IOException($"{target} is not empty. Name a new folder, so that no older backup is mixed with this one.");
        }
    }

    /// <summary>Removes an incomplete copy, and its folder unless it existed before. Other files that appeared in it meanwhile stay.</summary>
    private static void Remove(DataFolder copy, bool existed)
    {
        try
        {
            foreach (var part in new[] { copy.Blobs, copy.Previews, copy.Keys }.Where(Directory.Exists))
            {
                Directory.Delete(part, recursive: true);
            }

            foreach (var file in new[] { copy.DatabaseFile, $"{copy.DatabaseFile}-journal" })
            {
                File.Delete(file);
            }

            if (!existed)
            {
                Directory.Delete(copy.Path);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The reason why the backup failed says more.
        }
    }

    private static void CopyDatabase(string source, string copy)
    {
        SqliteLibrary.EnsureLoaded();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Pooling = false }.ToString());
        connection.Open();
        // SQLite uses an empty file as it is, and would create one that every user can read.
        PrivateFiles.Open(copy, FileMode.CreateNew).Dispose();
        connection.Execute("VACUUM INTO @copy", new { copy });
    }

    private static int CopyOriginals(string database, string from, string to)
    {
        using var connection = SqliteLibrary.OpenReadOnly(database);
        var query =
            """
            SELECT iif(typeof(blob_hash) = 'blob', lower(hex(blob_hash)), blob_hash) FROM images
            UNION SELECT blob_hash FROM generation_inputs UNION SELECT blob_hash FROM campaign_assets
            """;
        if (connection.ExecuteScalar<int>("PRAGMA user_version") >= FirstWithUnfinished)
        {
            query += " UNION SELECT unfinished_hash FROM slots WHERE unfinished_hash IS NOT NULL";
        }

        var copied = 0;
        foreach (var hash in connection.Query<string>(query, buffered: false))
        {
            Copy(Path.Combine(from, hash[..2], hash), Path.Combine(to, hash[..2], hash));
            copied++;
        }

        return copied;
    }

    private static int CopyFolder(string from, string to)
    {
        var copied = 0;
        foreach (var file in Directory.Exists(from) ? Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            // Unfinished files have this extension, and nothing refers to them.
            if (!file.EndsWith(".tmp", StringComparison.Ordinal))
            {
                Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
                copied++;
            }
        }

        return copied;
    }

    private static void Copy(string from, string to)
    {
        PrivateFiles.CreateFolder(Path.GetDirectoryName(to)!);
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using var copy = PrivateFiles.Open(to, FileMode.CreateNew, source.Length);
        source.CopyTo(copy);
    }
}
