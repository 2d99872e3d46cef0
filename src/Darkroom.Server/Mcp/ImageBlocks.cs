using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Storage;
using ModelContextProtocol.Protocol;

namespace Darkroom.Server.Mcp;

/// <summary>Shows images to a client: a small copy that a model can look at, and a link to the original.</summary>
internal sealed class ImageBlocks(Derivative derivatives, ImagePipeline pipeline, ImageLimits limits, ImageLinks links)
{
    /// <summary>The longest edge of a copy, in pixels.</summary>
    public const int MaxEdge = 512;

    /// <summary>The largest copy, in bytes: clients limit the size of results.</summary>
    public const int MaxBytes = 150_000;

    private static readonly PreparationTarget Target = new()
    {
        Formats = [ImageFormat.Jpeg, ImageFormat.WebP],
        MaxBytes = MaxBytes,
        MaxEdge = MaxEdge,
        MaxPixels = MaxEdge * MaxEdge,
    };

    /// <summary>Returns the copy, if the original can be read, and the link.</summary>
    public async Task<IReadOnlyList<ContentBlock>> OfAsync(GalleryImage image, CancellationToken cancellationToken)
    {
        var link = new ResourceLinkBlock
        {
            Uri = links.AddressOf(image),
            Name = image.Id + (ImageFormats.FindByMime(image.Mime) ?? ImageFormat.Png).Extension(),
            Title = GalleryTile.AltOf(image.Request.Prompt),
            Description = $"The original, {image.Size}.",
            MimeType = image.Mime,
            Size = image.Bytes,
        };
        return await CopyAsync(image, cancellationToken) is { } copy ? [ImageContentBlock.FromBytes(copy.Bytes, copy.Format.Mime()), link] : [link];
    }

    private async Task<PreparedImage?> CopyAsync(GalleryImage image, CancellationToken cancellationToken)
    {
        // It usually exists already, and is small enough.
        if (await derivatives.OpenAsync(image.BlobHash, MaxEdge, AcceptedFormats.Jpeg | AcceptedFormats.WebP, cancellationToken) is not var (stream, _))
        {
            return null;
        }

        await using (stream)
        {
            var bytes = await stream.ReadToEndAsync(cancellationToken);
            return await pipeline.PrepareAsync(bytes, limits, Target, cancellationToken) is Outcome<PreparedImage>.Ok(var prepared) ? prepared : null;
        }
    }
}
