using Darkroom.Storage;

namespace Darkroom.Sqlite.Storage;

/// <summary>Previews and derivatives as files: <c>previews/ab/abcd….webp</c>.</summary>
internal sealed class DiskPreviewStore(DataFolder folder) : IPreviewStore
{
    public Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(async () =>
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            await DurableFile.WriteAsync(path, DataFolder.UnfinishedIn(folder.Previews), bytes, flush: false, cancellationToken);
        }

        return true;
    });

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stream = PreviewKey.FormatOf(key) is null ? null : DurableFile.OpenOrNull(PathOf(key));
        if (stream is not { Length: 0 })
        {
            return Task.FromResult(stream);
        }

        // A power cut leaves empty files where nothing was flushed: they count as missing.
        stream.Dispose();
        return Task.FromResult<Stream?>(null);
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

    public Task<Stream> CreateTemporaryAsync(CancellationToken cancellationToken) => StorageErrors.TranslateAsync(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var unfinished = DataFolder.UnfinishedIn(folder.Previews);
        PrivateFiles.CreateFolder(unfinished);
        return Task.FromResult<Stream>(PrivateFiles.CreateTemporary(Path.Combine(unfinished, $"{Guid.NewGuid():N}.tmp")));
    });

    private string PathOf(string key) => PreviewKey.FormatOf(key) is null
        ? throw new ArgumentException($"'{key}' is not the key of a preview.", nameof(key))
        : Path.Combine(folder.Previews, key[..2], key);
}
