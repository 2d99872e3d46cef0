using System.Text.Encodings.Web;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAi;

/// <summary>Writes the body of <c>POST /responses</c>.</summary>
internal static class OpenAiRequest
{
    /// <summary>The body is not embedded in HTML, and escaping would turn each plus sign of base64 into six bytes.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether to request a stream. Some accounts are rejected if they request one without partial images.</summary>
    public static bool Streams(ImageRequest request) => request.PartialImages > 0;

    /// <param name="background">Whether the work continues without a connection, for which OpenAI has to store it.</param>
    public static HttpContent Body(ImageRequest request, string textModel, string imageModel, bool background)
    {
        var images = request.References.Sum(image => image.Bytes.Length) + (request.Mask?.Bytes.Length ?? 0);
        return JsonBody.Create(
            json =>
            {
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
            },
            capacity: 4096 + request.Prompt.Length + (images / 3 * 4),
            WriterOptions);
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
            json.WriteDataUrl("image_url", image);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteTool(Utf8JsonWriter json, ImageRequest request, string imageModel)
    {
        json.WriteStartObject();
        json.WriteString("type", "image_generation");
        json.WriteString("model", imageModel);
        json.WriteString("size", request.Size.ToString());
        json.WriteIfSet("quality", request.Quality);
        json.WriteIfSet("output_format", request.OutputFormat);
        json.WriteIfSet("background", request.Background);
        json.WriteIfSet("output_compression", request.OutputCompression);
        json.WriteIfSet("moderation", request.Moderation);
        json.WriteIfSet("input_fidelity", request.InputFidelity);
        if (request.Mask is { } mask)
        {
            json.WriteStartObject("input_image_mask");
            json.WriteDataUrl("image_url", mask);
            json.WriteEndObject();
        }

        if (Streams(request))
        {
            json.WriteNumber("partial_images", request.PartialImages);
        }

        json.WriteEndObject();
    }
}
