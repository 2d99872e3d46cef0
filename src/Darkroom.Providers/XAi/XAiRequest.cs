using Darkroom.Providers.Http;

namespace Darkroom.Providers.XAi;

/// <summary>Writes the body of <c>POST /images/generations</c> and <c>/images/edits</c>: JSON in both cases.</summary>
internal static class XAiRequest
{
    /// <param name="aspects">The model's aspect ratios and resolutions.</param>
    public static HttpContent Body(ImageRequest request, string model, AspectSizes aspects) => JsonBody.Create(json =>
    {
        var (ratio, resolution) = aspects.Nearest(request.Size);
        json.WriteString("model", model);
        json.WriteString("prompt", request.Prompt);
        json.WriteString("aspect_ratio", ratio);
        json.WriteString("resolution", resolution);
        json.WriteIfSet("quality", request.Quality);
        json.WriteString("response_format", "b64_json");
        if (request.References.IsEmpty)
        {
            return;
        }

        // One image and several images have different fields.
        var several = request.References.Length > 1;
        json.WritePropertyName(several ? "images" : "image");
        if (several)
        {
            json.WriteStartArray();
        }

        foreach (var image in request.References)
        {
            json.WriteStartObject();
            json.WriteString("type", "image_url");
            json.WriteDataUrl("url", image);
            json.WriteEndObject();
        }

        if (several)
        {
            json.WriteEndArray();
        }
    });
}
