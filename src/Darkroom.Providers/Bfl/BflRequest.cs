using System.Globalization;
using System.Text.RegularExpressions;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Bfl;

/// <summary>Writes the request body.</summary>
internal static partial class BflRequest
{
    /// <summary>Whether a name is a valid model name. It becomes a part of the URL.</summary>
    public static bool IsModel(string name) => Name().IsMatch(name);

    /// <param name="aspects">The model's aspect ratios; null if it takes width and height.</param>
    public static HttpContent Body(ImageRequest request, AspectSizes? aspects) => JsonBody.Create(json =>
    {
        json.WriteString("prompt", request.Prompt);
        if (aspects is not null)
        {
            json.WriteString("aspect_ratio", aspects.NearestRatio(request.Size));
        }
        else
        {
            json.WriteSize(request.Size);
        }

        json.WriteIfSet("seed", request.Seed);
        json.WriteIfSet("output_format", request.OutputFormat);
        for (var i = 0; i < request.References.Length; i++)
        {
            // input_image, input_image_2, input_image_3…
            var field = i == 0 ? "input_image" : string.Create(CultureInfo.InvariantCulture, $"input_image_{i + 1}");
            json.WriteBase64String(field, request.References[i].Bytes.Span);
        }
    });

    [GeneratedRegex(@"\A[a-z0-9](\.?[a-z0-9-]){0,80}\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
