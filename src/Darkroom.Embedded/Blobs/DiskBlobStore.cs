using Darkroom.Blobs;

namespace Darkroom.Embedded.Blobs;

/// <summary>
/// Originals as files: <c>blobs/ab/abcd….</c> Written beside, flushed, renamed, and the directory flushed: after a crash a name
/// either leads to the whole content or to nothing.
/// </summary>
internal sealed class DiskBlobStore(DataFolder folder, TimeProvider time) : IBlobStore
{
    public async Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var hash = BlobHash.Of(bytes.Span);
        var path = PathOf(hash);
        if (File.Exists(path))
        {
            // Young again, so that a sweep leaves it to whoever is about to refer to it.
            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return hash;
        }

        await DurableFile.WriteAsync(path, bytes, flush: true, cancellationToken);
        return hash;
    }

    public Stream? Open(string hash) => BlobHash.IsWellFormed(hash) ? DurableFile.OpenOrNull(PathOf(hash)) : null;

    public void Delete(string hash)
    {
        if (BlobHash.IsWellFormed(hash))
        {
            File.Delete(PathOf(hash));
        }
    }

    public IEnumerable<(string Hash, DateTimeOffset StoredAt)> All() => !Directory.Exists(folder.Blobs) ? [] :
        Directory.EnumerateFiles(folder.Blobs, "*", SearchOption.AllDirectories)
            .Select(path => new FileInfo(path))
            .Where(file => BlobHash.IsWellFormed(file.Name))
            .Select(file => (file.Name, new DateTimeOffset(file.LastWriteTimeUtc)));

    private string PathOf(string hash) => Path.Combine(folder.Blobs, hash[..2], hash);
}
