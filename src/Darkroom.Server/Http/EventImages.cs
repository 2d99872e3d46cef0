using Darkroom.Gallery;
using Darkroom.Storage;

namespace Darkroom.Server.Http;

/// <summary>The images that an event stream carries inside its events.</summary>
internal enum Inline
{
    /// <summary>None: events have addresses only.</summary>
    None,

    /// <summary>The previews of partial images.</summary>
    Previews,

    /// <summary>The previews, and finished images in display size.</summary>
    All,
}

/// <summary>Reads the small images that belong to events.</summary>
internal sealed class EventImages(IPreviewStore previews, IGallery gallery, Derivative derivatives)
{
    private const int DisplayWidth = 1024;

    /// <summary>Returns the bytes to add to an event; null if the event has no image, none is requested, or it was deleted.</summary>
    public async ValueTask<byte[]?> ReadAsync(LoggedEvent logged, Inline inline, CancellationToken cancellationToken)
    {
        await using var stream = (logged, inline) switch
        {
            ({ Image: null }, _) or (_, Inline.None) => null,
            ({ Type: "partial_image", Image: var key }, _) => await previews.OpenAsync(key, cancellationToken),
            ({ Type: "image", Image: var id }, Inline.All) => await OpenDisplayAsync(id, cancellationToken),
            _ => null,
        };
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task<Stream?> OpenDisplayAsync(string id, CancellationToken cancellationToken) =>
        await gallery.FindAsync(id, cancellationToken) is { } image
            ? (await derivatives.OpenAsync(image.BlobHash, DisplayWidth, AcceptedFormats.Jpeg | AcceptedFormats.WebP, cancellationToken))?.Image
            : null;
}
