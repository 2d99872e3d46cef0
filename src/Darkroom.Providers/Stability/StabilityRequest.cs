using System.Globalization;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Stability;

/// <summary>Writes the request body as a form.</summary>
internal static class StabilityRequest
{
    /// <summary>Returns a model's path below the base URL.</summary>
    public static string PathOf(ModelRules rules) => $"v2beta/stable-image/{(rules.Upscale is null ? "generate" : "upscale")}/{rules.Endpoint}";

    /// <param name="strength">How much a reference image is changed, 0 to 1.</param>
    public static MultipartFormDataContent Form(ImageRequest request, ModelRules rules, double strength)
    {
        var form = new MultipartFormDataContent();
        if (rules.Upscale is not null)
        {
            Add("output_format", request.OutputFormat);
            form.AddImage("image", "image", request.References[0]);
            return form;
        }

        Add("prompt", request.Prompt);
        Add("negative_prompt", request.NegativePrompt);
        Add("seed", request.Seed?.ToString(CultureInfo.InvariantCulture));
        Add("output_format", request.OutputFormat);
        var diffusion = rules.Endpoint is StabilityCapabilities.Diffusion;
        var options = OptionFields.From(request, rules.Options).ToList();
        if (rules.Options.Strength is { Field: var field } && !request.References.IsEmpty && options.TrueForAll(one => one.Field != field))
        {
            options.Add((field!, strength));
        }

        options.ForEach(one => Add(one.Field, one.Value.ToString("0.###", CultureInfo.InvariantCulture)));
        Add("model", diffusion ? rules.Name : null);
        if (request.References is [var image, ..])
        {
            Add("mode", diffusion ? "image-to-image" : null);
            form.AddImage("image", "image", image);
        }

        // Stable Diffusion keeps the ratio of the reference image and rejects another one.
        if (!diffusion || request.References.IsEmpty)
        {
            Add("aspect_ratio", rules.Aspects!.NearestRatio(request.Size));
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
