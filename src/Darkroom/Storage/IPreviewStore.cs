namespace Darkroom.Storage;

/// <summary>
/// Small pictures for screens: partial images' previews and derivatives of originals. Derivatives can be made again at any time,
/// so nothing here is flushed to the disk before it is used.
/// </summary>
public interface IPreviewStore
{
    /// <summary>Stores bytes under a key, replacing nothing: what is there already stays.</summary>
    /// <param name="key">Made by <see cref="PreviewKey"/>.</param>
    Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Opens stored bytes for reading; null where there are none under that key.</summary>
    Stream? Open(string key);
}
