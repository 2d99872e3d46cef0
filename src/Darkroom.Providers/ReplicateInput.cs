using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers;

/// <summary>The inputs of Replicate's models. Replicate rejects fields that a model does not have, also through a router.</summary>
internal static class ReplicateInput
{
    /// <summary>Returns the rules of a model. An unknown one gets the fields that most have, and width and height if it has a version.</summary>
    public static ModelRules RulesOf(string model) => ModelCatalog.Shipped.Find("replicate", model)!;

    /// <summary>Writes the <c>input</c> of a prediction.</summary>
    /// <param name="json">A writer inside the body's object.</param>
    public static void WriteInput(this Utf8JsonWriter json, ImageRequest request, ModelRules rules)
    {
        json.WriteStartObject("input");
        if (json.WriteUpscale(request, rules))
        {
            json.WriteEndObject();
            return;
        }

        json.WriteString("prompt", request.Prompt);
        if (rules.Aspects is { } aspects)
        {
            json.WriteString("aspect_ratio", aspects.NearestRatio(request.Size));
        }
        else
        {
            json.WriteSize(request.Size);
        }

        json.WriteIfSet("negative_prompt", rules.NegativePrompt ? request.NegativePrompt : null);
        json.WriteIfSet("seed", rules.Seed ? request.Seed : null);
        json.WriteOptions(request, rules.Options);
        json.WriteIfSet("output_format", request.OutputFormat is "jpeg" ? "jpg" : request.OutputFormat);
        if (rules.ReferenceField is { } field)
        {
            json.WriteDataUrls(field, request.References, asList: rules.Edits is { MaxImages: > 1 });
        }

        json.WriteEndObject();
    }
}
