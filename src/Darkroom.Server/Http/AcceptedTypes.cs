using Darkroom.Gallery;

namespace Darkroom.Server.Http;

/// <summary>Reads which image formats a client accepts.</summary>
internal static class AcceptedTypes
{
    /// <summary>
    /// Returns the formats that a client accepts. WebP and AVIF must be named: many clients send <c>image/*</c> and read neither. A client that
    /// names no image type at all gets JPEG.
    /// </summary>
    public static AcceptedFormats Of(HttpRequest request)
    {
        var accepted = AcceptedFormats.None;
        foreach (var type in request.GetTypedHeaders().Accept)
        {
            accepted |= type.Quality == 0 ? AcceptedFormats.None : type.MediaType.Value switch
            {
                "image/avif" => AcceptedFormats.Avif,
                "image/webp" => AcceptedFormats.WebP,
                "image/jpeg" or "image/*" or "*/*" => AcceptedFormats.Jpeg,
                _ => AcceptedFormats.None,
            };
        }

        return accepted == AcceptedFormats.None ? AcceptedFormats.Jpeg : accepted;
    }
}
