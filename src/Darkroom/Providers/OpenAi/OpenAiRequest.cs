using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Darkroom.Providers.OpenAi;

/// <summary>Writes the body of <c>POST /responses</c>.</summary>
internal static class OpenAiRequest
{
    /// <param name="request">What is wanted.</param>
    /// <param name="textModel">The model that calls the tool.</param>
    /// <param name="imageModel">The model that makes the picture.</param>
    /// <param name="background">Whether the work goes on without a connection. It then has to be stored by the vendor.</param>
    public static HttpContent Body(ImageRequest request, string textModel, string imageModel, bool background)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("model", textModel);
            json.WriteString("input", request.Prompt);
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

            json.WriteBoolean("stream", true);
            json.WriteBoolean("store", background);
            json.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(bytes.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static void WriteTool(Utf8JsonWriter json, ImageRequest request, string imageModel)
    {
        json.WriteStartObject();
        json.WriteString("type", "image_generation");
        json.WriteString("model", imageModel);
        json.WriteString("size", request.Size.ToString());
        WriteIfSet(json, "quality", request.Quality);
        WriteIfSet(json, "output_format", request.OutputFormat);

        // Always said: some accounts were once refused a stream that did not say it.
        json.WriteNumber("partial_images", request.PartialImages);
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
