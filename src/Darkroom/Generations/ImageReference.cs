using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Storage;

namespace Darkroom.Generations;

/// <summary>An image to work from as it arrives in a request. Nothing is validated.</summary>
[JsonConverter(typeof(ImageReferenceJson))]
public abstract record ImageReference
{
    /// <summary>The maximum length of a data URL's part before the comma, in bytes: media types are short.</summary>
    private const int MaxHeadLength = 200;

    private ImageReference()
    {
    }

    /// <summary>An image of the gallery.</summary>
    /// <param name="Id">A well-formed id; the image may not exist.</param>
    public sealed record Stored(string Id) : ImageReference;

    /// <summary>An image that is part of the request.</summary>
    /// <param name="Bytes">The bytes. The media type that the request claims is ignored.</param>
    public sealed record Inline(ReadOnlyMemory<byte> Bytes) : ImageReference;

    /// <summary>A text that is neither an id nor a data URL.</summary>
    /// <param name="Message">What is wrong and what would be right; it quotes nothing of the text.</param>
    public sealed record Unreadable(string Message) : ImageReference;

    /// <summary>Reads a data URL (RFC 2397, base64 only) or an image's id.</summary>
    public static ImageReference Read(ReadOnlySpan<byte> utf8)
    {
        if (!StartsWith(utf8, "data:"u8))
        {
            return utf8.Length <= 64 && Encoding.UTF8.GetString(utf8) is var id && Ids.IsWellFormed(id)
                ? new Stored(id)
                : new Unreadable(EngineTexts.InputNotAReference);
        }

        var comma = utf8[..Math.Min(utf8.Length, MaxHeadLength)].IndexOf((byte)',');
        if (comma < 0 || !StartsWith(utf8[Math.Max(0, comma - 7)..comma], ";base64"u8))
        {
            return new Unreadable(EngineTexts.InputNoBase64);
        }

        var text = utf8[(comma + 1)..];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) == OperationStatus.Done
            ? new Inline(bytes.AsMemory(0, written))
            : new Unreadable(EngineTexts.InputBase64Damaged);
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);
}

/// <summary>
/// Reads an image from the bytes of the body: a data URL of many megabytes never becomes a string. Writes the hash of an inline image, which is
/// enough to tell one request from another.
/// </summary>
public class ImageReferenceJson : JsonConverter<ImageReference>
{
    public override bool HandleNull => true;

    public override ImageReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("An image is a string.");
        }

        if (reader is { HasValueSequence: false, ValueIsEscaped: false })
        {
            return ImageReference.Read(reader.ValueSpan);
        }

        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return ImageReference.Read(copy.AsSpan(0, reader.CopyString(copy)));
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("Not valid Unicode.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    public override void Write(Utf8JsonWriter writer, ImageReference value, JsonSerializerOptions options) => writer.WriteStringValue(value switch
    {
        ImageReference.Stored(var id) => id,
        ImageReference.Inline(var bytes) => ContentHash.Compute(bytes.Span),
        _ => null,
    });
}

/// <summary>The converter for a property that may be null.</summary>
public sealed class OptionalImageReferenceJson : ImageReferenceJson
{
    public override bool HandleNull => false;
}
