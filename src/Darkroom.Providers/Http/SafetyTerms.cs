using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>
/// Phrases with which models report that a safety system blocked a request. A model uses the same phrases at every service, and services pass
/// on each other's messages, often with an unrelated status.
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

    /// <summary>Whether an app on fal has blacked out its image, which it reports in one of two fields, as a flag or a list of flags.</summary>
    public static bool FlagSetIn(JsonElement result) => Flags.Any(name =>
        result.Boolean(name) is true || result.Elements(name).Any(flag => flag.ValueKind is JsonValueKind.True));

    /// <summary>Whether a message contains one of the phrases, ignoring case.</summary>
    public static bool ContainedIn(string? message) =>
        message is not null && Phrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
