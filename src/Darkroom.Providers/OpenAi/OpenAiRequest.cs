using System.Buffers;
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Darkroom.Providers.OpenAi;

/// <summary>Writes the body of <c>POST /responses</c>.</summary>
internal static class OpenAiRequest
{
    /// <summary>The body is not embedded in HTML, and escaping would turn each plus sign of base64 into six bytes.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether to request a stream. Some accounts are rejected if they request one without partial images.</summary>
    public static bool Streams(ImageRequest request) => request.PartialImages > 0;

    /// <param name="request">The image request.</param>
    /// <param name="textModel">The model that calls the tool.</param>
    /// <param name="imageModel">The model that makes the image.</param>
    /// <param name="background">Whether the work continues without a connection, for which OpenAI has to store it.</param>
    public static HttpContent Body(ImageRequest request, string textModel, string imageModel, bool background)
    {
        var images = request.References.Sum(image => image.Bytes.Length) + (request.Mask?.Bytes.Length ?? 0);
        var bytes = new ArrayBufferWriter<byte>(4096 + request.Prompt.Length + (images / 3 * 4));
        using (var json = new Utf8JsonWriter(bytes, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("model", textModel);
            WriteInput(json, request);
            json.WriteStartArray("tools");
            WriteTool(json, request, imageModel);
            json.WriteEndArray();
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "image_generation");
            json.WriteEndObject();
            if (background)
            {
                json.WriteBoolean("background", true);
            }

            json.WriteBoolean("stream", Streams(request));
            json.WriteBoolean("store", background);
            json.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(bytes.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Writes the prompt as text, or with images as one message of several parts.</summary>
    private static void WriteInput(Utf8JsonWriter json, ImageRequest request)
    {
        if (request.References.IsEmpty)
        {
            json.WriteString("input", request.Prompt);
            return;
        }

        json.WriteStartArray("input");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", "input_text");
        json.WriteString("text", request.Prompt);
        json.WriteEndObject();
        foreach (var image in request.References)
        {
            json.WriteStartObject();
            json.WriteString("type", "input_image");
            WriteImage(json, image);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Writes a data URL in pieces. As one string it would take six times the image's memory.</summary>
    private static void WriteImage(Utf8JsonWriter json, InputImage image)
    {
        json.WritePropertyName("image_url");
        json.WriteStringValueSegment(Encoding.ASCII.GetBytes($"data:{image.Mime};base64,"), isFinalSegment: false);
        Span<byte> text = stackalloc byte[4096];
        var rest = image.Bytes.Span;
        while (!rest.IsEmpty)
        {
            Base64.EncodeToUtf8(rest[..Math.Min(rest.Length, 3072)], text, out var read, out var written);
            json.WriteStringValueSegment(text[..written], isFinalSegment: false);
            rest = rest[read..];
        }

        json.WriteStringValueSegment(""u8, isFinalSegment: true);
    }

    private static void WriteTool(Utf8JsonWriter json, ImageRequest request, string imageModel)
    {
        json.WriteStartObject();
        json.WriteString("type", "image_generation");
        json.WriteString("model", imageModel);
        json.WriteString("size", request.Size.ToString());
        WriteIfSet(json, "quality", request.Quality);
        WriteIfSet(json, "output_format", request.OutputFormat);

        if (request.Mask is { } mask)
        {
            json.WriteStartObject("input_image_mask");
            WriteImage(json, mask);
            json.WriteEndObject();
        }

        if (Streams(request))
        {
            json.WriteNumber("partial_images", request.PartialImages);
        }

        json.WriteEndObject();
    }

    private static void WriteIfSet(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
