using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Storage;

namespace Darkroom.Generations;

/// <summary>
/// Reads a picture from the body's own bytes: a data URL of many megabytes never becomes a text. Written, a picture is its hash:
/// enough to tell one request from another.
/// </summary>
public class ImageReferenceJson : JsonConverter<ImageReference>
{
    public override bool HandleNull => true;

    public override ImageReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A picture is a text.");
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

/// <summary>The same where there may be none.</summary>
public sealed class OptionalImageReferenceJson : ImageReferenceJson
{
    public override bool HandleNull => false;
}
