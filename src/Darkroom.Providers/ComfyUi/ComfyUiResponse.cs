using System.Buffers;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Reads what ComfyUI answers over HTTP.</summary>
internal static class ComfyUiResponse
{
    private const int MaxIdLength = 100;

    // The id becomes a part of addresses.
    private static readonly SearchValues<char> InIds =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static bool IsPromptId(string? text) => text is { Length: > 0 and <= MaxIdLength } && !text.AsSpan().ContainsAnyExcept(InIds);

    /// <summary>Where a prompt is in the queue.</summary>
    /// <param name="queue">The answer of <c>/queue</c>.</param>
    /// <param name="promptId">The prompt.</param>
    /// <returns>How many are before it: 0 where it is being worked on; null where it is not in the queue.</returns>
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

    /// <summary>How a prompt ended.</summary>
    /// <param name="service">Whose words are made fit to be shown.</param>
    /// <param name="entry">Its entry in the answer of <c>/history</c>.</param>
    public static (ComfyUiImage? Image, Failure? Failure) ReadResult(ServiceProfile service, JsonElement entry)
    {
        foreach (var message in entry.Property("status")?.Elements("messages") ?? [])
        {
            if (message.ValueKind is JsonValueKind.Array && message.GetArrayLength() == 2)
            {
                switch (message[0].Text())
                {
                    case "execution_error":
                        return (null, ComfyUiErrors.From(service, message[1]));
                    case "execution_interrupted":
                        return (null, ComfyUiErrors.Interrupted());
                }
            }
        }

        var images = entry.Property("outputs") is { ValueKind: JsonValueKind.Object } outputs
            ? outputs.EnumerateObject().SelectMany(node => ComfyUiImage.ReadAll(node.Value)).ToList()
            : [];
        return ComfyUiImage.Choose(images) is { } image ? (image, null) : (null, new Failure(
            FailureCode.BadOutput, "ComfyUI finished without an image. The workflow needs a Save Image node."));
    }

    /// <summary>The first model that a node offers.</summary>
    /// <param name="info">The answer of <c>/object_info</c>.</param>
    /// <param name="nodeClass">The node.</param>
    /// <param name="input">Its input.</param>
    public static string? FirstModel(JsonElement info, string nodeClass, string input)
    {
        if (info.Property(nodeClass)?.Property("input")?.Property("required")?.Property(input) is not { ValueKind: JsonValueKind.Array } rule
            || rule.GetArrayLength() == 0)
        {
            return null;
        }

        // Older versions list the names in place of the type, newer ones beside it.
        var names = rule[0].ValueKind is JsonValueKind.Array ? rule[0].EnumerateArray()
            : rule.GetArrayLength() > 1 ? rule[1].Elements("options") : [];
        return names.Select(name => name.Text()).FirstOrDefault(name => name is not null);
    }

    private static string? IdOf(JsonElement entry) =>
        entry.ValueKind is JsonValueKind.Array && entry.GetArrayLength() > 1 ? entry[1].Text() : null;

    private static double NumberOf(JsonElement entry) =>
        entry.ValueKind is JsonValueKind.Array && entry.GetArrayLength() > 0 && entry[0].ValueKind is JsonValueKind.Number
            && entry[0].TryGetDouble(out var number)
            ? number
            : 0;
}
