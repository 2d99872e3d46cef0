using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>Writes the body of a prediction. Replicate refuses fields it does not know.</summary>
internal static class ReplicateRequest
{
    /// <param name="request">What is wanted.</param>
    /// <param name="input">What the model takes.</param>
    /// <param name="version">The model's version; null where the address names the model.</param>
    public static HttpContent Body(ImageRequest request, ModelInput input, string? version) => JsonBody.Of(json =>
    {
        json.WriteIfSet("version", version);
        json.WriteStartObject("input");
        json.WriteString("prompt", request.Prompt);
        if (input.Aspects is { } aspects)
        {
            json.WriteString("aspect_ratio", aspects.RatioOf(request.Size));
        }
        else
        {
            json.WriteNumber("width", request.Size.Width);
            json.WriteNumber("height", request.Size.Height);
        }

        json.WriteIfSet("negative_prompt", request.NegativePrompt);
        json.WriteIfSet("seed", request.Seed);
        json.WriteIfSet("output_format", request.OutputFormat is "jpeg" ? "jpg" : request.OutputFormat);
        if (input.References is { } field)
        {
            json.WriteDataUrls(field, request.References, asList: input.MaxReferences > 1);
        }

        json.WriteEndObject();
    });
}
