using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Imports;

/// <summary>Reads SwarmUI's JSON with <c>sui_image_params</c> and <c>sui_extra_data</c>: the PNG text <c>parameters</c>, or a comment.</summary>
internal static class SwarmUiParameters
{
    internal static ImportedParameters? Parse(ImmutableArray<EmbeddedText> texts)
    {
        foreach (var text in texts)
        {
            if (text.Text.Contains("\"sui_image_params\"", StringComparison.Ordinal)
                && LenientJson.ParseObject(text.Text) is { } json && json.FindObject("sui_image_params") is { } parameters)
            {
                return From(parameters, json.FindObject("sui_extra_data"));
            }
        }

        return null;
    }

    private static ImportedParameters From(JsonElement parameters, JsonElement? extra)
    {
        var seed = parameters.Find("seed")?.Integer();
        return new ImportedParameters
        {
            Source = ImportSource.SwarmUi,
            Prompt = parameters.FindText("prompt") ?? "",
            NegativePrompt = parameters.FindText("negativeprompt"),
            Seed = seed,
            Steps = parameters.Find("steps")?.Count(),
            CfgScale = parameters.Find("cfgscale")?.Number(),
            Sampler = parameters.FindText("sampler"),
            Model = parameters.FindText("model"),
            Loras = [.. LorasOf(parameters.Find("loras"))],
            LoraWeights = LorasOf(parameters.Find("loras")).Zip(WeightsOf(parameters.Find("loraweights"))).DistinctBy(one => one.First)
                .ToImmutableDictionary(one => one.First, one => one.Second, StringComparer.Ordinal),
            Size = parameters.SizeOf(),
            Others =
            [
                .. parameters.Texts(["prompt", "negativeprompt", "steps", "cfgscale", "sampler", "model", "loras", "width", "height", seed is null ? "" : "seed"]),
                .. extra?.Texts() ?? [],
            ],
        };
    }

    private static IEnumerable<double> WeightsOf(JsonElement? weights) => weights switch
    {
        { ValueKind: JsonValueKind.Array } numbers => numbers.EnumerateArray().Select(number => number.Number() ?? 1),
        { ValueKind: JsonValueKind.String } texts => texts.GetString()!.Split(',').Select(text =>
            double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : 1),
        { ValueKind: JsonValueKind.Number } one => [one.Number() ?? 1],
        _ => [],
    };

    /// <summary>Returns the names, which are an array or one text with commas.</summary>
    private static IEnumerable<string> LorasOf(JsonElement? loras) => loras switch
    {
        { ValueKind: JsonValueKind.Array } names => names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!),
        { ValueKind: JsonValueKind.String } names => names.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => [],
    };
}
