using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Blobs;

namespace Darkroom.Generation;

/// <summary>
/// Reads a picture from the body's own bytes: a data URL of many megabytes never becomes a text. Written, a picture is its hash:
/// enough to tell one request from another.
/// </summary>
public class GivenImageJson : JsonConverter<GivenImage>
{
    public override bool HandleNull => true;

    public override GivenImage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A picture is a text.");
        }

        if (reader is { HasValueSequence: false, ValueIsEscaped: false })
        {
            return GivenImage.Read(reader.ValueSpan);
        }

        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            return GivenImage.Read(copy.AsSpan(0, reader.CopyString(copy)));
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

    public override void Write(Utf8JsonWriter writer, GivenImage value, JsonSerializerOptions options) => writer.WriteStringValue(value switch
    {
        GivenImage.Stored(var id) => id,
        GivenImage.Sent(var bytes) => BlobHash.Of(bytes.Span),
        _ => null,
    });
}

/// <summary>The same where there may be none.</summary>
public sealed class OptionalGivenImageJson : GivenImageJson
{
    public override bool HandleNull => false;
}
