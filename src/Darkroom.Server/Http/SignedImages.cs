using System.Buffers.Text;
using Darkroom.Gallery;
using Darkroom.Imaging;

namespace Darkroom.Server.Http;

/// <summary>Addresses of images that work without a key for an hour, because clients download them without one.</summary>
internal sealed class SignedImages(ISealedText seal, PublicAddress address, TimeProvider time)
{
    public const string Path = "/v1/files/";
    private const string Purpose = "v1:image";
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(60);

    public string AddressOf(HttpRequest request, string imageId, ImageFormat format)
    {
        var until = (time.GetUtcNow() + Valid).ToUnixTimeSeconds();
        var token = seal.Protect(Purpose, string.Create(CultureInfo.InvariantCulture, $"{imageId} {(int)format} {until}"));
        return address.From(request, $"{Path}{Base64Url.EncodeToString(token.AsSpan())}");
    }

    /// <summary><c>GET /v1/files/{token}</c>.</summary>
    public static async Task<IResult> ServeAsync(
        string token, SignedImages signed, IGallery gallery, ConvertedImages files, HttpContext context, CancellationToken cancellationToken)
    {
        if (signed.Read(token) is not var (id, format) || await gallery.FindAsync(id, cancellationToken) is not { TrashedAt: null } image
            || await files.OpenAsync(image, format, cancellationToken) is not { } content)
        {
            return OpenAiError.NotFound("The address has expired, or the image was deleted. Addresses are valid for 60 minutes.", "not_found");
        }

        // Pages of other sites show these images; the address is the secret.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return StoredFile.Create(context, content, format.Mime(), $"{image.BlobHash}-{format}", StoredFile.Checked);
    }

    private (string Id, ImageFormat Format)? Read(string token)
    {
        if (!Base64Url.IsValid(token) || seal.Unprotect(Purpose, [.. Base64Url.DecodeFromChars(token)])?.Split(' ') is not [var id, var format, var until])
        {
            return null;
        }

        return time.GetUtcNow().ToUnixTimeSeconds() <= long.Parse(until, CultureInfo.InvariantCulture)
            ? (id, (ImageFormat)int.Parse(format, CultureInfo.InvariantCulture))
            : null;
    }
}
