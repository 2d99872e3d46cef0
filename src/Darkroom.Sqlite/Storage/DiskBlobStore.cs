using System.Collections.Immutable;
using System.Security.Cryptography;
using Darkroom.Storage;
using Microsoft.Win32.SafeHandles;

namespace Darkroom.Sqlite.Storage;

/// <summary>
/// Originals as files: <c>blobs/ab/abcd….</c> Each is written under a temporary name, flushed, renamed, and its directory flushed: after
/// a crash a name leads to the whole content or to nothing. A file's row in the database is written before its name, so that no file
/// exists without a row.
/// </summary>
/// <param name="writer">Null to only read.</param>
internal sealed class DiskBlobStore(DataFolder folder, Database database, SqliteWriter? writer, TimeProvider time) : IBlobStore
{
    private const int PageRows = 500;

    /// <summary>Files deleted by one change of the writer, which other changes wait for.</summary>
    private const int DeletedTogether = 50;

    private const int CopyBytes = 64 * 1024;

    private readonly string _unfinished = DataFolder.UnfinishedIn(folder.Blobs);

    private SqliteWriter Writer => writer ?? throw new InvalidOperationException("The store was opened for reading only.");

    public Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(async () =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var hash = ContentHash.Compute(bytes.Span);
        await AddRowAsync(hash, bytes.Length, cancellationToken);
        if (!IsStored(hash))
        {
            await DurableFile.WriteAsync(PathOf(hash), _unfinished, bytes, flush: true, cancellationToken);
        }

        return hash;
    });

    public async Task<string> PutAsync(Stream content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (reading, length, temporary) = (false, 0L, "");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            temporary = await DurableFile.WriteTemporaryAsync(_unfinished, content.CanSeek ? content.Length : 0, flush: true, CopyAsync);
            var name = Convert.ToHexStringLower(hash.GetHashAndReset());
            await AddRowAsync(name, length, cancellationToken);
            if (!IsStored(name))
            {
                DurableFile.Publish(temporary, PathOf(name), flush: true);
            }

            return name;
        }
        catch (Exception fault) when (!reading && StorageErrors.Translate(fault) is { } translated)
        {
            // Only the store's own faults are translated, not those of the content's stream.
            throw translated;
        }
        finally
        {
            if (temporary.Length > 0)
            {
                File.Delete(temporary);
            }
        }

        async Task CopyAsync(SafeFileHandle file)
        {
            var buffer = new byte[CopyBytes];
            while (true)
            {
                reading = true;
                var read = await content.ReadAsync(buffer, cancellationToken);
                reading = false;
                if (read == 0)
                {
                    return;
                }

                hash.AppendData(buffer, 0, read);
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), length, cancellationToken);
                length += read;
            }
        }
    }

    public Task<Stream?> OpenAsync(string hash, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(ContentHash.IsWellFormed(hash) ? DurableFile.OpenOrNull(PathOf(hash)) : null);
    });

    public Task<long?> LengthAsync(string hash, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(ContentHash.IsWellFormed(hash) && new FileInfo(PathOf(hash)) is { Exists: true, Length: var length } ? length : (long?)null);
    });

    public async Task<int> DeleteUnreferencedAsync(TimeSpan minAge, CancellationToken cancellationToken)
    {
        var (deleted, after) = (0, "");
        while (true)
        {
            var page = await database.ReadAsync(connection => BlobRows.Page(connection, after, Oldest(minAge), PageRows), cancellationToken);
            foreach (var hashes in page.Where(row => row.Unreferenced).Select(row => row.Hash).Chunk(DeletedTogether))
            {
                deleted += await DeleteAsync(hashes, minAge, cancellationToken);
            }

            if (page.Count < PageRows)
            {
                return deleted;
            }

            after = page[^1].Hash;
        }
    }

    public Task<ImmutableArray<string>> InputsAsync(string? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => BlobRows.Inputs(connection, after, limit), cancellationToken);

    /// <summary>
    /// Deletes files within the change that deletes their rows. Puts write rows through the same writer: one that comes before keeps the file,
    /// one that comes after finds no file and writes it again.
    /// </summary>
    private Task<int> DeleteAsync(string[] hashes, TimeSpan minAge, CancellationToken cancellationToken) => Writer.WriteAsync(
        connection =>
        {
            var deleted = 0;
            foreach (var hash in hashes.Where(hash => BlobRows.DeleteUnreferenced(connection, hash, Oldest(minAge))))
            {
                // A put that was cut off leaves a row without a file.
                var path = PathOf(hash);
                if (File.Exists(path))
                {
                    File.Delete(path);
                    deleted++;
                }
            }

            return deleted;
        },
        cancellationToken);

    private Task<int> AddRowAsync(string hash, long length, CancellationToken cancellationToken) => Writer.WriteAsync(
        connection => BlobRows.Add(connection, hash, length, time.GetUtcNow()), cancellationToken);

    /// <summary>Returns whether a file is stored, and makes its name durable: the process that wrote it may have died before that.</summary>
    private bool IsStored(string hash)
    {
        var path = PathOf(hash);
        if (!File.Exists(path))
        {
            return false;
        }

        DurableFile.FlushName(path);
        return true;
    }

    private DateTimeOffset Oldest(TimeSpan minAge) => time.GetUtcNow() - minAge;

    private string PathOf(string hash) => Path.Combine(folder.Blobs, hash[..2], hash);
}
