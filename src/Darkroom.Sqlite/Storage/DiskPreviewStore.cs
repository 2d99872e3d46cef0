using Darkroom.Storage;

namespace Darkroom.Sqlite.Storage;

/// <summary>Small pictures as files: <c>previews/ab/abcd….webp</c>.</summary>
internal sealed class DiskPreviewStore(DataFolder folder, TimeProvider time) : IPreviewStore
{
    public async Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            await DurableFile.WriteAsync(path, DataFolder.UnfinishedIn(folder.Previews), bytes, flush: false, time.GetUtcNow(), cancellationToken);
        }
    }

    public Stream? Open(string key)
    {
        var stream = PreviewKey.FormatOf(key) is null ? null : DurableFile.OpenOrNull(PathOf(key));
        if (stream is { Length: > 0 })
        {
            return stream;
        }

        // A power cut leaves empty files where nothing was flushed: as good as none.
        stream?.Dispose();
        return null;
    }

    private string PathOf(string key) => PreviewKey.FormatOf(key) is null
        ? throw new ArgumentException($"'{key}' is not a preview's key.", nameof(key))
        : Path.Combine(folder.Previews, key[..2], key);
}
