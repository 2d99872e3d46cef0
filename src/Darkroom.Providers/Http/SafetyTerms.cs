using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>
/// Phrases by which models say that a safety system stopped a request. A model keeps its phrases wherever it is served: one service passes
/// on another's words, often with a status that means something else.
/// </summary>
internal static class SafetyTerms
{
    private static readonly string[] Phrases =
    [
        "responsible ai",
        "safety system",
        "safety filter",
        "nsfw",
        "content moderation",
        "moderation_blocked",
        "content_policy_violation",
        "content policy violation",
        "content checker",
        "flagged as sensitive",
        "flagged by safety",
        "violating our usage policy",
        "unsafe or sensitive content",
    ];

    private static readonly string[] Flags = ["has_nsfw_concepts", "nsfw_content_detected"];

    /// <summary>Whether an app on fal has blacked its image out: it says so in one of two fields, a flag or a list of flags.</summary>
    public static bool FlagSetIn(JsonElement result) => Flags.Any(name =>
        result.Boolean(name) is true || result.Elements(name).Any(flag => flag.ValueKind is JsonValueKind.True));

    /// <summary>Whether a message holds one of the phrases, in any case.</summary>
    public static bool ContainedIn(string? message) =>
        message is not null && Phrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
