using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>Writes request bodies.</summary>
internal static class JsonBody
{
    /// <summary>Creates content with one JSON object.</summary>
    /// <param name="write">Writes the object's properties.</param>
    /// <param name="capacity">The expected length in bytes.</param>
    /// <param name="options">How text is escaped.</param>
    public static HttpContent Create(Action<Utf8JsonWriter> write, int capacity = 1024, JsonWriterOptions options = default)
    {
        var bytes = new ArrayBufferWriter<byte>(capacity);
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(bytes.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Writes a property, unless the value is null.</summary>
    public static void WriteIfSet(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <inheritdoc cref="WriteIfSet(Utf8JsonWriter, string, string?)"/>
    public static void WriteIfSet(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    /// <summary>Writes an image as <c>data:image/png;base64,…</c>.</summary>
    public static void WriteDataUrl(this Utf8JsonWriter json, string name, InputImage image)
    {
        json.WritePropertyName(name);
        json.WriteDataUrlValue(image);
    }

    /// <summary>Writes images as data URLs; writes nothing if there are none.</summary>
    /// <param name="json">A writer inside an object.</param>
    /// <param name="asList">Whether the field is a list. Otherwise only the first image is written.</param>
    public static void WriteDataUrls(this Utf8JsonWriter json, string name, ImmutableArray<InputImage> images, bool asList)
    {
        if (images.IsEmpty)
        {
            return;
        }

        if (!asList)
        {
            json.WriteDataUrl(name, images[0]);
            return;
        }

        json.WriteStartArray(name);
        foreach (var image in images)
        {
            json.WriteDataUrlValue(image);
        }

        json.WriteEndArray();
    }

    public static void WriteSize(this Utf8JsonWriter json, PixelSize size)
    {
        json.WriteNumber("width", size.Width);
        json.WriteNumber("height", size.Height);
    }

    private static void WriteDataUrlValue(this Utf8JsonWriter json, InputImage image)
    {
        var prefix = $"\"data:{image.Mime};base64,";
        using var text = new ImageBuffer(prefix.Length + Base64.GetMaxEncodedToUtf8Length(image.Bytes.Length) + 1);
        text.Append(Encoding.ASCII.GetBytes(prefix));
        Base64.EncodeToUtf8(image.Bytes.Span, text.FreeSpan(Base64.GetMaxEncodedToUtf8Length(image.Bytes.Length)), out _, out var written);
        text.Advance(written);
        text.Append("\""u8);

        // Base64 needs no escaping, for which the writer would check every byte.
        json.WriteRawValue(text.Written.Span, skipInputValidation: true);
    }
}
