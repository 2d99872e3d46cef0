using System.Globalization;
using Darkroom.Imaging;

namespace Darkroom.Storage;

/// <summary>Names of small pictures: a hash, what it is, and a file extension that tells the type.</summary>
public static class PreviewKey
{
    /// <summary>The key of a partial image's preview: named by its own bytes, so that the address never changes its content.</summary>
    public static string OfPartial(ReadOnlySpan<byte> bytes, ImageFormat format) =>
        $"{ContentHash.Compute(bytes)}{format.Extension()}";

    /// <summary>The key of an original scaled to a width.</summary>
    public static string OfDerivative(string blobHash, int width, ImageFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{blobHash}-{width}{format.Extension()}");

    /// <summary>The type of a key's picture; null where the text is not a key. Nothing else may reach a file system.</summary>
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
            _ => null,
        };
    }
}
