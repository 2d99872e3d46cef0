using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Darkroom.Providers.ComfyUi;

/// <summary>A graph that a request fills in.</summary>
internal interface IComfyUiWorkflow
{
    /// <summary>The node's input that holds the model's name; null if the workflow has its own model.</summary>
    (string NodeClass, string Input)? ModelInput { get; }

    /// <summary>The number of images that it needs.</summary>
    int Images { get; }

    /// <summary>What it supports, without the models to choose from.</summary>
    ProviderCapabilities Capabilities { get; }

    /// <summary>Whether it takes a value, such as <c>seed</c>.</summary>
    bool Has(string name);

    /// <summary>Returns the graph with the values of a request.</summary>
    /// <param name="values">
    /// <c>prompt</c>, <c>negative_prompt</c>, <c>seed</c>, <c>width</c>, <c>height</c>; and if the workflow has them, <c>model</c>, <c>mask</c>, and for the
    /// images <c>image</c>, <c>image2</c> and so on.
    /// </param>
    JsonObject Fill(IReadOnlyDictionary<string, JsonNode> values, EngineOptions? options);
}

/// <summary>Reads nodes of graphs.</summary>
internal static class ComfyUiNodes
{
    /// <summary>Returns the relative amount of work of each node: its number of steps, or 1.</summary>
    public static ImmutableDictionary<string, int> WeightsOf(JsonObject graph) => graph.ToImmutableDictionary(
        node => node.Key, node => Integer(InputsOf(node.Value)["steps"]) is { } steps and > 0 and <= 10_000 ? steps : 1);

    /// <summary>Returns the name of an image in the values of a request.</summary>
    public static string ImageName(int index) => index == 0 ? "image" : string.Create(CultureInfo.InvariantCulture, $"image{index + 1}");

    public static JsonObject InputsOf(JsonNode? node) => (node as JsonObject)?["inputs"] as JsonObject ?? [];

    public static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    public static int? Integer(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
