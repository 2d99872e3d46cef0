using Darkroom.Storage;

namespace Darkroom.Sqlite.Storage;

/// <summary>Previews and derivatives as files: <c>previews/ab/abcd….webp</c>.</summary>
internal sealed class DiskPreviewStore(DataFolder folder, TimeProvider time) : IPreviewStore
{
    /// <summary>How exactly the last use of a derivative is known: its file's time is set once in this time.</summary>
    private static readonly TimeSpan UseInterval = TimeSpan.FromDays(1);

    /// <summary>The size of all derivatives when they were listed last, and of those written since; -1 before the first time.</summary>
    private long _derivatives = -1;

    public Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(async () =>
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            await DurableFile.WriteAsync(path, DataFolder.UnfinishedIn(folder.Previews), bytes, flush: false, cancellationToken);
            if (PreviewKey.IsDerivative(key))
            {
                File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
                CountStored(bytes.Length);
            }
        }

        return true;
    });

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stream = PreviewKey.FormatOf(key) is null ? null : DurableFile.OpenOrNull(PathOf(key));
        if (stream is { Length: 0 })
        {
            // A power cut leaves empty files where nothing was flushed: they count as missing.
            stream.Dispose();
            return Task.FromResult<Stream?>(null);
        }

        if (stream is FileStream file && PreviewKey.IsDerivative(key))
        {
            SetUsed(file);
        }

        return Task.FromResult(stream);
    });

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (PathOf(key) is var path && File.Exists(path))
        {
            File.Delete(path);
        }

        return Task.FromResult(true);
    });

    public Task<int> TrimAsync(long maxBytes, CancellationToken cancellationToken) =>
        StorageErrors.TranslateAsync(() => Task.Run(() => Trim(maxBytes, cancellationToken), cancellationToken));

    /// <summary>Returns the bytes of derivatives and of previews.</summary>
    public Task<(long Derivatives, long Previews)> MeasureAsync(CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() => Task.Run(
        () =>
        {
            var (derivatives, previews) = (0L, 0L);
            foreach (var file in Files(cancellationToken))
            {
                (derivatives, previews) = PreviewKey.IsDerivative(file.Name) ? (derivatives + file.Length, previews) : (derivatives, previews + file.Length);
            }

            return (derivatives, previews);
        },
        cancellationToken));

    public Task<Stream> CreateTemporaryAsync(CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var unfinished = DataFolder.UnfinishedIn(folder.Previews);
        PrivateFiles.CreateFolder(unfinished);
        return Task.FromResult<Stream>(PrivateFiles.CreateTemporary(Path.Combine(unfinished, $"{Guid.NewGuid():N}.tmp")));
    });

    private void CountStored(int bytes)
    {
        if (Interlocked.Read(ref _derivatives) >= 0)
        {
            Interlocked.Add(ref _derivatives, bytes);
        }
    }

    private void SetUsed(FileStream file)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (now - File.GetLastWriteTimeUtc(file.SafeFileHandle) >= UseInterval)
        {
            File.SetLastWriteTimeUtc(file.SafeFileHandle, now);
        }
    }

    private int Trim(long maxBytes, CancellationToken cancellationToken)
    {
        // Listing takes seconds with millions of files, so they are listed only if there may be too many.
        if (Interlocked.Read(ref _derivatives) is var known && known >= 0 && known <= maxBytes)
        {
            return 0;
        }

        var derivatives = Derivatives(cancellationToken);
        var left = derivatives.Sum(one => one.Bytes);
        var deleted = 0;
        foreach (var (path, bytes, _) in left > maxBytes ? derivatives.OrderBy(one => one.Used) : Enumerable.Empty<(string Path, long Bytes, DateTime Used)>())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (left <= maxBytes)
            {
                break;
            }

            File.Delete(path);
            left -= bytes;
            deleted++;
        }

        Interlocked.Exchange(ref _derivatives, left);
        return deleted;
    }

    private List<(string Path, long Bytes, DateTime Used)> Derivatives(CancellationToken cancellationToken) =>
        [.. Files(cancellationToken).Where(file => PreviewKey.IsDerivative(file.Name)).Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))];

    private IEnumerable<FileInfo> Files(CancellationToken cancellationToken)
    {
        foreach (var shard in new DirectoryInfo(folder.Previews).EnumerateDirectories().Where(one => one.Name.Length == 2))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var file in shard.EnumerateFiles())
            {
                yield return file;
            }
        }
    }

    private string PathOf(string key) => PreviewKey.FormatOf(key) is null
        ? throw new ArgumentException($"'{key}' is not the key of a preview.", nameof(key))
        : Path.Combine(folder.Previews, key[..2], key);
}
