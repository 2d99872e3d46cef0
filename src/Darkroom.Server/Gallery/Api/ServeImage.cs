using Darkroom.Copies;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Server.Gallery.Api;

/// <summary>Serves image files. The file at an address never changes, so browsers and proxies may cache it.</summary>
internal static class ServeImage
{
    /// <summary><c>GET /images/{id}</c>, with <c>?download</c> as an attachment that is named after the prompt.</summary>
    public static async Task<IResult> OriginalAsync(
        string id, ImageFiles files, IGallery gallery, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await files.FindAsync(id, cancellationToken) is not { } file
            || await blobs.OpenAsync(file.BlobHash, cancellationToken) is not { } stream)
        {
            return Problems.NotFound(ProblemTexts.NoImage);
        }

        return StoredFile.Create(
            context, stream, file.Mime, file.BlobHash, attachment: await AttachmentAsync(id, file.Mime, gallery, context.Request, cancellationToken));
    }

    /// <summary><c>GET /images/{id}/copies/parameters</c>.</summary>
    public static Task<IResult> WithParametersAsync(
        string id, IGallery gallery, ImageCopies copies, HttpContext context, CancellationToken cancellationToken) =>
        CopyAsync(id, gallery, copies.WithParametersAsync, context, cancellationToken);

    /// <summary><c>GET /images/{id}/copies/plain</c>.</summary>
    public static Task<IResult> PlainAsync(
        string id, IGallery gallery, ImageCopies copies, HttpContext context, CancellationToken cancellationToken) =>
        CopyAsync(id, gallery, copies.PlainAsync, context, cancellationToken);

    private static async Task<IResult> CopyAsync(
        string id,
        IGallery gallery,
        Func<GalleryImage, CancellationToken, Task<EncodedResult?>> make,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await gallery.FindAsync(id, cancellationToken) is not { } image || await make(image, cancellationToken) is not { } copy)
        {
            return Problems.NotFound(ProblemTexts.NoImage);
        }

        return StoredFile.Create(
            context,
            new MemoryStream(copy.Bytes, writable: false),
            copy.Format.Mime(),
            ContentHash.Compute(copy.Bytes),
            StoredFile.Checked,
            StoredFile.Attachment(context.Request, FileName(image), copy.Format.Mime()));
    }

    /// <summary><c>GET /images/{id}/development.webp</c>.</summary>
    public static async Task<IResult> DevelopmentAsync(
        string id, IGallery gallery, ImageDevelopment development, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return Problems.NotFound(ProblemTexts.NoImage);
        }

        if (await development.OpenAsync(image, cancellationToken) is not { } animation)
        {
            return Problems.NotFound(ProblemTexts.NoDevelopment);
        }

        var mime = ImageFormat.WebP.Mime();
        return StoredFile.Create(
            context,
            animation,
            mime,
            PreviewKey.OfDevelopment(image.BlobHash),
            attachment: StoredFile.Attachment(context.Request, $"{FileName(image)}-development", mime));
    }

    /// <summary><c>GET /images/{id}/{width}</c>: JPEG, WebP or AVIF, whichever the client accepts and is there or takes the least time.</summary>
    public static async Task<IResult> DerivativeAsync(
        string id,
        string width,
        ImageFiles files,
        IGallery gallery,
        Derivative derivatives,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) || !Derivative.Widths.Contains(pixels))
        {
            return Problems.NotFound($"This width is not available. Choose one of {string.Join(", ", Derivative.Widths)}.");
        }

        if (!Ids.IsWellFormed(id) || await files.FindAsync(id, cancellationToken) is not { } file
            || await derivatives.OpenAsync(file.BlobHash, pixels, AcceptedTypes.Of(context.Request), cancellationToken) is not var (stream, format))
        {
            return Problems.NotFound(ProblemTexts.NoImage);
        }

        context.Response.Headers.Vary = "Accept";
        return StoredFile.Create(
            context,
            stream,
            format.Mime(),
            PreviewKey.OfDerivative(file.BlobHash, pixels, format),
            attachment: await AttachmentAsync(id, format.Mime(), gallery, context.Request, cancellationToken));
    }

    /// <summary><c>GET /previews/{key}</c>.</summary>
    public static async Task<IResult> PreviewAsync(string key, IPreviewStore previews, HttpContext context, CancellationToken cancellationToken) =>
        PreviewKey.FormatOf(key) is { } format && await previews.OpenAsync(key, cancellationToken) is { } stream
            ? StoredFile.Create(context, stream, format.Mime(), key)
            : Problems.NotFound("There is no such preview.");

    /// <summary>Returns the file name of a download; null if the request does not ask for one. Only a download reads the image's row.</summary>
    private static async Task<string?> AttachmentAsync(
        string id, string mime, IGallery gallery, HttpRequest request, CancellationToken cancellationToken) =>
        StoredFile.IsDownload(request) && await gallery.FindAsync(id, cancellationToken) is { } image
            ? StoredFile.Attachment(request, FileName(image), mime)
            : null;

    /// <summary>Returns a file name of the prompt's first words and the end of the id.</summary>
    private static string FileName(GalleryImage image)
    {
        var words = new string([.. image.Request.Prompt.Select(character => char.IsLetterOrDigit(character) ? character : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8);
        var name = string.Join('-', words);
        return $"{(name.Length > 60 ? name[..60] : name)}-{image.Id[^6..]}".TrimStart('-');
    }
}
