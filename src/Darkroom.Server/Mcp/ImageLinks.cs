using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Storage;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Darkroom.Server.Mcp;

/// <summary>
/// The addresses of originals. Over HTTP, an address that works in a browser; behind an access key it is signed and works for an hour. Without HTTP, a
/// resource that the client reads through the protocol.
/// </summary>
internal sealed class ImageLinks(IHttpContextAccessor http, PublicAddress address, SignedImages signed, IGallery gallery, IBlobStore blobs)
{
    private const string Scheme = "darkroom://images/";

    /// <summary>The resources of the protocol.</summary>
    public static readonly ResourceTemplate Template = new()
    {
        UriTemplate = $"{Scheme}{{id}}",
        Name = "image",
        Title = "Image of the gallery",
        Description = "The original of an image in the gallery, byte for byte. The id comes from a tool's result.",
    };

    public string AddressOf(GalleryImage image)
    {
        if (http.HttpContext?.Request is not { } request)
        {
            return Scheme + image.Id;
        }

        return address.NeedsKey && ImageFormats.FindByMime(image.Mime) is { } format
            ? signed.AddressOf(request, image.Id, format)
            : address.From(request, PublicPaths.Image(image.Id));
    }

    /// <summary>Reads an original by the address of its resource.</summary>
    /// <exception cref="McpProtocolException">There is no such image.</exception>
    public async Task<ReadResourceResult> ReadAsync(string? uri, CancellationToken cancellationToken)
    {
        var id = uri?.StartsWith(Scheme, StringComparison.Ordinal) is true ? uri[Scheme.Length..] : "";
        if (!Ids.IsWellFormed(id) || await gallery.FindAsync(id, cancellationToken) is not { TrashedAt: null } image
            || await blobs.OpenAsync(image.BlobHash, cancellationToken) is not { } original)
        {
            throw new McpProtocolException(
                $"There is no image at '{PageText.Short(uri ?? "", 80)}'. Send {Scheme} and the id of an image; search_gallery finds images.", McpErrorCode.ResourceNotFound);
        }

        await using (original)
        {
            return new ReadResourceResult
            {
                Contents = [BlobResourceContents.FromBytes(await original.ReadToEndAsync(cancellationToken), uri!, image.Mime)],
            };
        }
    }
}
