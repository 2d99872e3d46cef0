using System.Globalization;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Stability;

/// <summary>Writes the request body as a form.</summary>
internal static class StabilityRequest
{
    /// <summary>Returns a model's path below the base URL.</summary>
    public static string PathOf(string model) => "v2beta/stable-image/generate/" + model switch
    {
        StabilityCapabilities.Core => "core",
        StabilityCapabilities.Ultra => "ultra",
        _ => "sd3",
    };

    /// <param name="strength">How much a reference image is changed, 0 to 1.</param>
    public static MultipartFormDataContent Form(ImageRequest request, string model, double strength)
    {
        var form = new MultipartFormDataContent();
        Add("prompt", request.Prompt);
        Add("negative_prompt", request.NegativePrompt);
        Add("seed", request.Seed?.ToString(CultureInfo.InvariantCulture));
        Add("output_format", request.OutputFormat);
        var diffusion = model is not (StabilityCapabilities.Core or StabilityCapabilities.Ultra);
        Add("model", diffusion ? model : null);
        if (request.References is [var image, ..])
        {
            Add("mode", diffusion ? "image-to-image" : null);
            Add("strength", strength.ToString("0.###", CultureInfo.InvariantCulture));
            form.AddImage("image", "image", image);
        }

        // Stable Diffusion keeps the ratio of the reference image and rejects another one.
        if (!diffusion || request.References.IsEmpty)
        {
            Add("aspect_ratio", StabilityCapabilities.Aspects.NearestRatio(request.Size));
        }

        return form;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                form.AddText(name, value);
            }
        }
    }
}
