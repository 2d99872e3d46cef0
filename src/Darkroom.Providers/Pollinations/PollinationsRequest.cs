using System.Globalization;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Pollinations;

/// <summary>Writes requests.</summary>
internal static class PollinationsRequest
{
    /// <summary>Returns the seed, reduced to 31 bits because the service rejects larger ones.</summary>
    public static long? SeedOf(ImageRequest request) => request.Seed & int.MaxValue;

    /// <summary>Creates the body of <c>POST /v1/images/generations</c>.</summary>
    public static HttpContent Body(ImageRequest request, string model) => JsonBody.Create(json =>
    {
        json.WriteString("prompt", request.Prompt);
        json.WriteString("model", model);
        json.WriteString("size", request.Size.ToString());
        json.WriteIfSet("quality", request.Quality);
        json.WriteIfSet("seed", SeedOf(request));
        json.WriteIfSet("negative_prompt", request.NegativePrompt);
        json.WriteString("response_format", "b64_json");
        json.WriteBoolean("private", true);
    });

    /// <summary>Returns the path and query of an image at the old host.</summary>
    public static (string Path, string Query) UrlFor(ImageRequest request, string? model)
    {
        // A path segment of dots alone would be resolved as a relative path.
        var prompt = request.Prompt.Trim() is "." or ".." ? $"{request.Prompt} " : request.Prompt;
        var query = string.Create(
            CultureInfo.InvariantCulture, $"width={request.Size.Width}&height={request.Size.Height}&nologo=true&private=true");
        query += SeedOf(request) is { } seed ? string.Create(CultureInfo.InvariantCulture, $"&seed={seed}") : "";
        query += model is null ? "" : $"&model={Uri.EscapeDataString(model)}";
        return ($"prompt/{Uri.EscapeDataString(prompt)}", query);
    }
}
