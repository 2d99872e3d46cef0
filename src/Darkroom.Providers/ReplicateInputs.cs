using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers;

/// <summary>The inputs of Replicate's models. Replicate rejects fields that a model does not have, also through a router.</summary>
internal static class ReplicateInputs
{
    public const string DefaultModel = "black-forest-labs/flux-schnell";

    private static readonly AspectSizes Aspects = AspectSizes.OneMegapixel;

    public static ImmutableArray<ModelInput> Known { get; } =
    [
        new(DefaultModel, Aspects, ["webp", "jpeg", "png"]),
        new("black-forest-labs/flux-dev", Aspects, ["webp", "jpeg", "png"]),
        new(
            "black-forest-labs/flux-1.1-pro",
            Aspects.Only("1:1", "16:9", "3:2", "2:3", "4:5", "5:4", "9:16", "3:4", "4:3"),
            ["webp", "jpeg", "png"]),
        new("black-forest-labs/flux-kontext-pro", Aspects, ["png", "jpeg"]) { References = "input_image" },
        new(
            "stability-ai/stable-diffusion-3.5-large",
            Aspects.Only("1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "9:16", "9:21"),
            ["webp", "jpeg", "png"])
        {
            NegativePrompt = true,
        },
        new(
            "google/nano-banana",
            Aspects.Only("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"),
            ["jpeg", "png"])
        {
            Seed = false,
            References = "image_input",
            MaxReferences = 3,
        },
    ];

    /// <summary>Returns the input of a model. An unknown model gets the fields that most have, and width and height if it has a version.</summary>
    public static ModelInput For(string model) =>
        Find(model)
        ?? (model.Contains(':', StringComparison.Ordinal)
            ? new ModelInput(model, null, []) { NegativePrompt = true }
            : new ModelInput(model, Aspects, []));

    /// <summary>Returns the input of a known model, with or without a version; null if the model is not known.</summary>
    public static ModelInput? Find(string model) => Known.FirstOrDefault(known => known.Name == model.Split(':')[0]);

    /// <summary>Writes the <c>input</c> of a prediction.</summary>
    /// <param name="json">A writer inside the body's object.</param>
    public static void WriteInput(this Utf8JsonWriter json, ImageRequest request, ModelInput input)
    {
        json.WriteStartObject("input");
        json.WriteString("prompt", request.Prompt);
        if (input.Aspects is { } aspects)
        {
            json.WriteString("aspect_ratio", aspects.NearestRatio(request.Size));
        }
        else
        {
            json.WriteSize(request.Size);
        }

        json.WriteIfSet("negative_prompt", input.NegativePrompt ? request.NegativePrompt : null);
        json.WriteIfSet("seed", input.Seed ? request.Seed : null);
        json.WriteIfSet("output_format", request.OutputFormat is "jpeg" ? "jpg" : request.OutputFormat);
        if (input.References is { } field)
        {
            json.WriteDataUrls(field, request.References, asList: input.MaxReferences > 1);
        }

        json.WriteEndObject();
    }
}
