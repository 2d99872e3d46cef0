using System.Globalization;
using Darkroom.Imaging;

namespace Darkroom.Storage;

/// <summary>Keys of previews and derivatives: a hash, a width for derivatives, and the file extension of the image type.</summary>
public static class PreviewKey
{
    /// <summary>The width in the keys of whole partial images: no derivative is one pixel wide.</summary>
    private const int WholeWidth = 1;

    /// <summary>Returns the key of a partial image's preview, made from its own bytes, so that an address never changes its content.</summary>
    public static string OfPartial(ReadOnlySpan<byte> bytes, ImageFormat format) =>
        $"{ContentHash.Compute(bytes)}{format.Extension()}";

    /// <summary>Returns the key of a derivative.</summary>
    public static string OfDerivative(string blobHash, int width, ImageFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{blobHash}-{width}{format.Extension()}");

    /// <summary>Returns the key of the animation of an image's development, which is a derivative.</summary>
    public static string OfDevelopment(string blobHash) => OfDerivative(blobHash, 0, ImageFormat.WebP);

    /// <summary>Returns the key of the partial image that a preview was made from. It is stored as a derivative, so that the cache limit deletes it.</summary>
    /// <param name="preview">A key made by <see cref="OfPartial"/>.</param>
    /// <param name="format">The type of the partial image.</param>
    public static string OfWholePartial(string preview, ImageFormat format) => OfDerivative(preview[..ContentHash.Length], WholeWidth, format);

    /// <summary>Returns whether a key is that of a derivative, which can be made again.</summary>
    public static bool IsDerivative(string key) => FormatOf(key) is not null && key[ContentHash.Length] == '-';

    /// <summary>Returns the image type of a key; null if the text is not a key. No other text may become part of a path.</summary>
    public static ImageFormat? FormatOf(string key)
    {
        if (key.Length < ContentHash.Length + 4 || !ContentHash.IsWellFormed(key.AsSpan(0, ContentHash.Length)))
        {
            return null;
        }

        var rest = key.AsSpan(ContentHash.Length);
        var dot = rest.IndexOf('.');
        var width = dot > 0 ? rest[1..dot] : default;
        var named = dot == 0 || (dot is > 1 and < 6 && rest[0] == '-' && !width.ContainsAnyExceptInRange('0', '9'));
        return !named ? null : rest[(dot + 1)..] switch
        {
            "webp" => ImageFormat.WebP,
            "jpg" => ImageFormat.Jpeg,
            "png" => ImageFormat.Png,
            "avif" => ImageFormat.Avif,
            _ => null,
        };
    }
}
