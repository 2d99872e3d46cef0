using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkroom.Client;

/// <summary>An image to work from, or a mask: bytes that are sent, or an image of the gallery.</summary>
[JsonConverter(typeof(ImageInputJson))]
public sealed record ImageInput
{
    private ImageInput(ReadOnlyMemory<byte> bytes, string? imageId) => (Bytes, ImageId) = (bytes, imageId);

    /// <summary>The encoded image; empty for an image of the gallery.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The id of the image in the gallery; null for an image that is sent.</summary>
    public string? ImageId { get; }

    /// <summary>Returns an image that is sent with the request.</summary>
    /// <param name="bytes">A PNG, JPEG, WebP, AVIF, TIFF or GIF of at most 64 MiB. A mask is a PNG. All images of a request may have 96 MiB.</param>
    /// <exception cref="ArgumentException">There are no bytes.</exception>
    public static ImageInput FromBytes(ReadOnlyMemory<byte> bytes) =>
        bytes.IsEmpty ? throw new ArgumentException("The image is empty.", nameof(bytes)) : new ImageInput(bytes, null);

    /// <summary>Returns an image of the gallery.</summary>
    /// <param name="imageId">The id of the image.</param>
    /// <exception cref="ArgumentException">There is no id.</exception>
    public static ImageInput FromGallery(string imageId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(imageId);
        return new ImageInput(default, imageId);
    }
}

/// <summary>Writes an image as a data URL, piece by piece, or as its id. The server detects the type from the bytes.</summary>
internal sealed class ImageInputJson : JsonConverter<ImageInput>
{
    /// <summary>Bytes of each piece: a multiple of three, so that only the last piece has padding.</summary>
    private const int Piece = 48 * 1024;

    public override ImageInput Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, ImageInput value, JsonSerializerOptions options)
    {
        if (value.ImageId is not null)
        {
            writer.WriteStringValue(value.ImageId);
            return;
        }

        writer.WriteStringValueSegment("data:application/octet-stream;base64,"u8, isFinalSegment: false);
        var text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Piece));
        try
        {
            for (var rest = value.Bytes.Span; !rest.IsEmpty; rest = rest[Math.Min(Piece, rest.Length)..])
            {
                Base64.EncodeToUtf8(rest[..Math.Min(Piece, rest.Length)], text, out _, out var written);
                writer.WriteStringValueSegment(text.AsSpan(0, written), isFinalSegment: rest.Length <= Piece);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }
}
