using Darkroom.Storage;

namespace Darkroom.Sqlite.Storage;

/// <summary>
/// Originals as files: <c>blobs/ab/abcd….</c> Written beside, flushed, renamed, and the directory flushed: after a crash a name
/// either leads to the whole content or to nothing.
/// </summary>
internal sealed class DiskBlobStore(DataFolder folder, TimeProvider time) : IBlobStore
{
    /// <summary>Held while an age is looked at and acted on, so that what was made young again is not deleted as old.</summary>
    private readonly Lock _ages = new();

    public async Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var hash = ContentHash.Compute(bytes.Span);
        var path = PathOf(hash);
        if (TryTouch(path))
        {
            // Whoever wrote it may not have come to this yet, or have died before.
            DurableFile.FlushName(path);
        }
        else
        {
            await DurableFile.WriteAsync(path, DataFolder.UnfinishedIn(folder.Blobs), bytes, flush: true, time.GetUtcNow(), cancellationToken);
        }

        return hash;
    }

    public Stream? Open(string hash) => ContentHash.IsWellFormed(hash) ? DurableFile.OpenOrNull(PathOf(hash)) : null;

    public bool DeleteIfOlder(string hash, DateTimeOffset than)
    {
        if (!ContentHash.IsWellFormed(hash))
        {
            return false;
        }

        var file = new FileInfo(PathOf(hash));
        lock (_ages)
        {
            if (!file.Exists || file.LastWriteTimeUtc >= than.UtcDateTime)
            {
                return false;
            }

            file.Delete();
            return true;
        }
    }

    public IEnumerable<(string Hash, DateTimeOffset StoredAt)> All() => !Directory.Exists(folder.Blobs) ? [] :
        Directory.EnumerateFiles(folder.Blobs, "*", SearchOption.AllDirectories)
            .Select(path => new FileInfo(path))
            .Where(file => ContentHash.IsWellFormed(file.Name))
            .Select(file => (file.Name, new DateTimeOffset(file.LastWriteTimeUtc)));

    private bool TryTouch(string path)
    {
        lock (_ages)
        {
            if (!File.Exists(path))
            {
                return false;
            }

            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    private string PathOf(string hash) => Path.Combine(folder.Blobs, hash[..2], hash);
}
