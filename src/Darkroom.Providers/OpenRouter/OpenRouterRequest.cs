using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenRouter;

/// <summary>Writes the body of <c>POST /images</c>, with or without reference images.</summary>
internal static class OpenRouterRequest
{
    /// <param name="rules">The rules of the model.</param>
    /// <param name="optional">Decides whether a stream may be requested.</param>
    public static HttpContent Body(ImageRequest request, string model, ModelRules rules, OptionalFields optional) => JsonBody.Create(json =>
    {
        json.WriteString("model", model);
        json.WriteString("prompt", request.Prompt);
        WriteSize(json, request.Size, rules);
        json.WriteIfSet("quality", request.Quality);
        json.WriteIfSet("output_format", request.OutputFormat);
        json.WriteIfSet("background", request.Background);
        json.WriteIfSet("output_compression", request.OutputCompression);
        if (request.PartialImages > 0 && optional.TryAdd(RefusedFields.Stream))
        {
            json.WriteBoolean("stream", true);
        }

        if (request.References.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("input_references");
        foreach (var image in request.References)
        {
            json.WriteStartObject();
            json.WriteString("type", "image_url");
            json.WriteStartObject("image_url");
            json.WriteDataUrl("url", image);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteSize(Utf8JsonWriter json, PixelSize size, ModelRules rules)
    {
        if (rules.Aspects is not { } aspects)
        {
            json.WriteString("size", size.ToString());
            return;
        }

        var (ratio, resolution) = aspects.Nearest(size);
        json.WriteString("aspect_ratio", ratio);

        // Models with a single resolution reject the field.
        json.WriteIfSet("resolution", resolution is "1K" ? null : resolution);
    }
}
