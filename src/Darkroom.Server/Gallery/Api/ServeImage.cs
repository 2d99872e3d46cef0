using System.Globalization;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Server.Http;
using Darkroom.Storage;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Gallery.Api;

/// <summary>Serves image files. The file at an address never changes, so browsers and proxies may cache it.</summary>
internal static class ServeImage
{
    /// <summary>A year, the maximum in practice; private, because an access key may be required.</summary>
    private const string Immutable = "private, max-age=31536000, immutable";

    /// <summary><c>GET /images/{id}</c>, with <c>?download</c> as an attachment that is named after the prompt.</summary>
    public static async Task<IResult> OriginalAsync(
        string id, IGallery gallery, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await gallery.FindAsync(id, cancellationToken) is not { } image
            || blobs.Open(image.BlobHash) is not { } stream)
        {
            return Problems.NotFound("There is no such image.");
        }

        context.Response.Headers.CacheControl = Immutable;
        var fileName = context.Request.Query.ContainsKey("download") ? FileName(image) : null;
        return TypedResults.Stream(stream, image.Mime, fileName, null, new EntityTagHeaderValue($"\"{image.BlobHash}\""), enableRangeProcessing: true);
    }

    /// <summary><c>GET /images/{id}/{width}</c>: JPEG, or WebP for an image with alpha if the client accepts it.</summary>
    public static async Task<IResult> DerivativeAsync(
        string id, string width, IGallery gallery, Derivative derivatives, HttpContext context, CancellationToken cancellationToken)
    {
        if (!int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) || !Derivative.Widths.Contains(pixels))
        {
            return Problems.NotFound($"This width is not available. Choose one of {string.Join(", ", Derivative.Widths)}.");
        }

        if (!Ids.IsWellFormed(id) || await gallery.FindAsync(id, cancellationToken) is not { } image
            || await derivatives.OpenAsync(image.BlobHash, pixels, AcceptsWebP(context.Request), cancellationToken) is not var (stream, format))
        {
            return Problems.NotFound("There is no such image.");
        }

        context.Response.Headers.CacheControl = Immutable;
        context.Response.Headers.Vary = "Accept";
        var tag = new EntityTagHeaderValue($"\"{PreviewKey.OfDerivative(image.BlobHash, pixels, format)}\"");
        return TypedResults.Stream(stream, format.Mime(), null, null, tag);
    }

    /// <summary><c>GET /previews/{key}</c>.</summary>
    public static IResult Preview(string key, IPreviewStore previews, HttpContext context)
    {
        if (PreviewKey.FormatOf(key) is not { } format || previews.Open(key) is not { } stream)
        {
            return Problems.NotFound("There is no such preview.");
        }

        context.Response.Headers.CacheControl = Immutable;
        return TypedResults.Stream(stream, format.Mime(), null, null, new EntityTagHeaderValue($"\"{key}\""));
    }

    private static bool AcceptsWebP(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType == "image/webp" && type.Quality != 0);

    /// <summary>Returns a file name of the prompt's first words and the end of the id.</summary>
    private static string FileName(GalleryImage image)
    {
        var words = new string([.. image.Request.Prompt.Select(character => char.IsLetterOrDigit(character) ? character : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8);
        var name = string.Join('-', words);
        var extension = image.Mime switch { "image/jpeg" => "jpg", var mime => mime[(mime.IndexOf('/', StringComparison.Ordinal) + 1)..] };
        return $"{(name.Length > 60 ? name[..60] : name)}-{image.Id[^6..]}.{extension}".TrimStart('-');
    }
}
