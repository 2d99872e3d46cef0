using System.Text.RegularExpressions;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Fal;

/// <summary>Writes the request body.</summary>
internal static partial class FalRequest
{
    /// <summary>Whether a name is a valid app name. It becomes a part of the URL.</summary>
    public static bool IsApp(string name) => App().IsMatch(name);

    public static HttpContent Body(ImageRequest request, ModelRules rules) => JsonBody.Create(json =>
    {
        if (json.WriteUpscale(request, rules))
        {
            return;
        }

        json.WriteString("prompt", request.Prompt);
        json.WriteNumber("num_images", 1);
        if (rules.Aspects is { } aspects)
        {
            json.WriteString("aspect_ratio", aspects.NearestRatio(request.Size));
        }
        else
        {
            json.WriteStartObject("image_size");
            json.WriteSize(request.Size);
            json.WriteEndObject();
        }

        json.WriteIfSet("negative_prompt", request.NegativePrompt);
        json.WriteIfSet("seed", request.Seed);
        json.WriteOptions(request, rules.Options);
        json.WriteIfSet("output_format", request.OutputFormat);
        if (rules.ReferenceField is { } field)
        {
            json.WriteDataUrls(field, request.References, asList: rules.Edits is { MaxImages: > 1 });
        }
    });

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,80}(/[a-z0-9](\.?[a-z0-9_-]){0,80}){1,5}\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex App();
}
