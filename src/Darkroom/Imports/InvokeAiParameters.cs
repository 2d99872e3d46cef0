using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Imports;

/// <summary>Reads InvokeAI's PNG text <c>invokeai_metadata</c>, and <c>sd-metadata</c> of its versions before 3.</summary>
internal static class InvokeAiParameters
{
    private static readonly string[] Known =
        ["positive_prompt", "negative_prompt", "steps", "cfg_scale", "scheduler", "model", "loras", "width", "height"];

    internal static ImportedParameters? Parse(ImmutableArray<EmbeddedText> texts)
    {
        foreach (var text in texts)
        {
            var parameters = text.Key switch
            {
                "invokeai_metadata" when LenientJson.ParseObject(text.Text) is { } json => From(json),
                "sd-metadata" when LenientJson.ParseObject(text.Text) is { } json && json.FindObject("image") is { } image => FromOlder(json, image),
                _ => null,
            };
            if (parameters is not null)
            {
                return parameters;
            }
        }

        return null;
    }

    private static ImportedParameters From(JsonElement json)
    {
        var seed = json.Find("seed")?.Integer();
        return new ImportedParameters
        {
            Source = ImportSource.InvokeAi,
            Prompt = json.FindText("positive_prompt") ?? "",
            NegativePrompt = json.FindText("negative_prompt"),
            Seed = seed,
            Steps = json.Find("steps")?.Count(),
            CfgScale = json.Find("cfg_scale")?.Number(),
            Sampler = json.FindText("scheduler"),
            Model = NameOf(json.Find("model")),
            Loras = json.Find("loras") is { ValueKind: JsonValueKind.Array } loras
                ? [.. loras.EnumerateArray().Select(lora => NameOf(lora.Find("model") ?? lora.Find("lora"))).OfType<string>()]
                : [],
            LoraWeights = json.Find("loras") is { ValueKind: JsonValueKind.Array } weighted ? WeightsOf(weighted) : ImmutableDictionary<string, double>.Empty,
            Size = json.SizeOf(),
            Others = [.. json.Texts([.. Known, seed is null ? "" : "seed"])],
        };
    }

    /// <param name="json">Has the model.</param>
    /// <param name="image">Has the rest. Its negative prompt is in square brackets inside the prompt.</param>
    private static ImportedParameters FromOlder(JsonElement json, JsonElement image)
    {
        var prompts = image.Find("prompt") switch
        {
            { ValueKind: JsonValueKind.Array } parts => string.Join('\n', parts.EnumerateArray().Select(part => part.FindText("prompt")).OfType<string>()),
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            _ => "",
        };
        var (prompt, negative) = SplitBrackets(prompts);
        return new ImportedParameters
        {
            Source = ImportSource.InvokeAi,
            Prompt = prompt,
            NegativePrompt = negative,
            Seed = image.Find("seed")?.Integer(),
            Steps = image.Find("steps")?.Count(),
            CfgScale = image.Find("cfg_scale")?.Number(),
            Sampler = image.FindText("sampler"),
            Model = json.FindText("model_weights"),
            Size = image.SizeOf(),
            Others = [.. image.Texts(["prompt", "seed", "steps", "cfg_scale", "sampler", "width", "height"])],
        };
    }

    private static (string Prompt, string Negative) SplitBrackets(string text)
    {
        var (prompt, negative) = (new List<string>(), new List<string>());
        var at = 0;
        while (text.IndexOf('[', at) is var start and >= 0 && text.IndexOf(']', start) is var end and >= 0)
        {
            prompt.Add(text[at..start].Trim());
            negative.Add(text[(start + 1)..end].Trim());
            at = end + 1;
        }

        prompt.Add(text[at..].Trim());
        return (string.Join(' ', prompt.Where(part => part.Length > 0)), string.Join(", ", negative));
    }

    private static ImmutableDictionary<string, double> WeightsOf(JsonElement loras)
    {
        var weights = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        foreach (var lora in loras.EnumerateArray())
        {
            if (NameOf(lora.Find("model") ?? lora.Find("lora")) is { } name && lora.Find("weight")?.Number() is { } weight)
            {
                weights.TryAdd(name, weight);
            }
        }

        return weights.ToImmutable();
    }

    /// <summary>Returns a model's name, which the versions write as a text or below two different names.</summary>
    private static string? NameOf(JsonElement? model) => model switch
    {
        { ValueKind: JsonValueKind.String } name => name.GetString(),
        { } json => json.FindText("name") ?? json.FindText("model_name"),
        _ => null,
    };
}
