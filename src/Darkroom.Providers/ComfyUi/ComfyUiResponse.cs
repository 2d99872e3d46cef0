using System.Buffers;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Reads ComfyUI's HTTP responses.</summary>
internal static class ComfyUiResponse
{
    private const int MaxIdLength = 100;

    // The id becomes a part of URLs.
    private static readonly SearchValues<char> InIds =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool IsPromptId(string? text) => text is { Length: > 0 and <= MaxIdLength } && !text.AsSpan().ContainsAnyExcept(InIds);

    /// <summary>Returns the position of a prompt in the queue.</summary>
    /// <param name="queue">The response of <c>/queue</c>.</param>
    /// <returns>The number of prompts before it: 0 if it is running; null if it is not in the queue.</returns>
    public static int? QueuePosition(JsonElement queue, string promptId)
    {
        var running = queue.Elements("queue_running").ToList();
        if (running.Exists(entry => IdOf(entry) == promptId))
        {
            return 0;
        }

        var pending = queue.Elements("queue_pending").OrderBy(NumberOf).ToList();
        return pending.FindIndex(entry => IdOf(entry) == promptId) is >= 0 and var index ? running.Count + index : null;
    }

    /// <summary>Reads the result of a prompt.</summary>
    /// <param name="entry">The prompt's entry in the response of <c>/history</c>.</param>
    public static (ComfyUiImage? Image, Failure? Failure) ReadResult(ServiceProfile service, JsonElement entry)
    {
        foreach (var message in entry.Property("status")?.Elements("messages") ?? [])
        {
            if (message.ValueKind is JsonValueKind.Array && message.GetArrayLength() == 2)
            {
                switch (message[0].Text())
                {
                    case "execution_error":
                        return (null, NodeFailed(service, message[1]));
                    case "execution_interrupted":
                        return (null, Interrupted());
                }
            }
        }

        var images = entry.Property("outputs") is { ValueKind: JsonValueKind.Object } outputs
            ? outputs.EnumerateObject().SelectMany(node => ComfyUiImage.ReadAll(node.Value)).ToList()
            : [];
        return ComfyUiImage.Choose(images) is { } image ? (image, null) : (null, new Failure(
            FailureCode.BadOutput, "ComfyUI finished without an image. The workflow needs a Save Image node."));
    }

    /// <summary>Returns the failure of a node.</summary>
    /// <param name="data">The data of <c>execution_error</c>.</param>
    public static Failure NodeFailed(ServiceProfile service, JsonElement data) => service.Explain(new ServiceError
    {
        Message = $"{data.Text("node_type") ?? "A node"} failed: {data.Text("exception_message")?.Trim() ?? "no reason was given"}",
    });

    public static Failure Interrupted() => new(FailureCode.Interrupted, "The image was stopped in ComfyUI before it was finished.");

    /// <summary>Returns the names that an input of a node accepts.</summary>
    /// <param name="info">The response of <c>/object_info</c>.</param>
    /// <param name="nodeClass">The node's class.</param>
    /// <param name="input">The node's input.</param>
    public static IEnumerable<string> NamesOf(JsonElement info, string nodeClass, string input)
    {
        if (info.Property(nodeClass)?.Property("input")?.Property("required")?.Property(input) is not { ValueKind: JsonValueKind.Array } rule
            || rule.GetArrayLength() == 0)
        {
            return [];
        }

        // Older versions list the names instead of the type, newer ones beside it.
        var names = rule[0].ValueKind is JsonValueKind.Array ? rule[0].EnumerateArray()
            : rule.GetArrayLength() > 1 ? rule[1].Elements("options") : [];
        return names.Select(name => name.Text()).OfType<string>();
    }

    private static string? IdOf(JsonElement entry) =>
        entry.ValueKind is JsonValueKind.Array && entry.GetArrayLength() > 1 ? entry[1].Text() : null;

    private static double NumberOf(JsonElement entry) =>
        entry.ValueKind is JsonValueKind.Array && entry.GetArrayLength() > 0 && entry[0].ValueKind is JsonValueKind.Number
            && entry[0].TryGetDouble(out var number)
            ? number
            : 0;
}

/// <summary>The location of an image on ComfyUI's disk.</summary>
/// <param name="Filename">The file name without a folder.</param>
/// <param name="Subfolder">The folder; may be empty.</param>
/// <param name="Type"><c>output</c> for a saved image, <c>temp</c> for a preview.</param>
internal sealed record ComfyUiImage(string Filename, string Subfolder, string Type)
{
    public string Query =>
        $"filename={Uri.EscapeDataString(Filename)}&subfolder={Uri.EscapeDataString(Subfolder)}&type={Uri.EscapeDataString(Type)}";

    /// <summary>Reads the images of one node.</summary>
    /// <param name="output">The node's output.</param>
    public static IEnumerable<ComfyUiImage> ReadAll(JsonElement output) => output.Elements("images")
        .Where(each => each.Text("filename") is not null)
        .Select(each => new ComfyUiImage(each.Text("filename")!, each.Text("subfolder") ?? "", each.Text("type") ?? "output"));

    /// <summary>Returns the first saved image, or else the first preview.</summary>
    public static ComfyUiImage? Choose(IReadOnlyCollection<ComfyUiImage> images) =>
        images.FirstOrDefault(image => image.Type == "output") ?? images.FirstOrDefault();
}
