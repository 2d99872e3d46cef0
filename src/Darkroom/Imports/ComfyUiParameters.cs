using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Imports;

/// <summary>
/// Reads the graph that ComfyUI writes into its files: the PNG texts <c>prompt</c> and <c>workflow</c>, EXIF texts that begin with
/// <c>prompt:</c> and <c>workflow:</c>, or a comment with both as JSON.
/// </summary>
internal static class ComfyUiParameters
{
    private const string Prompt = "prompt";
    private const string Workflow = "workflow";

    internal static ImportedParameters? Parse(ImmutableArray<EmbeddedText> texts)
    {
        var graph = First(texts, Prompt, ComfyUiGraph.ReadApi) ?? First(texts, Workflow, ComfyUiGraph.ReadWorkflow);
        return graph is null ? null : new ComfyUiReader(graph).Read();
    }

    private static ComfyUiGraph? First(ImmutableArray<EmbeddedText> texts, string name, Func<JsonElement, ComfyUiGraph?> read)
    {
        foreach (var text in texts)
        {
            var named = text.Text.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase);
            if (LenientJson.ParseObject(named ? text.Text[(name.Length + 1)..] : text.Text) is not { } json)
            {
                continue;
            }

            // Some programs put the graph into JSON as a text.
            var inner = json.FindObject(name) ?? (json.FindText(name) is { } nested ? LenientJson.ParseObject(nested) : null);
            if (((inner is { } found ? read(found) : null) ?? read(json)) is { } graph)
            {
                return graph;
            }
        }

        return null;
    }
}
