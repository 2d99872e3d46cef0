using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Gemini;

/// <summary>What Google's errors mean. A bad key is a bad request (400), and only the words tell.</summary>
internal static class GeminiErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        // A blocked prompt is a bad request too.
        IsBlocked(error.Message) ? FailureCode.ModerationBlocked
        : error.MessageContains("API key not valid") || error.MessageContains("API key expired") || error.MessageContains("API_KEY_INVALID") ? FailureCode.Authentication
        : error.MessageContains("location is not supported") || error.MessageContains("billed users") ? FailureCode.Permission
        // A free account whose share of a paid model is nothing: no wait helps.
        : error.Status is HttpStatusCode.TooManyRequests && error.MessageContains("limit: 0,") ? FailureCode.Quota
        : null;

    /// <summary>Whether Google's words say that its policies stopped the prompt or the image.</summary>
    public static bool IsBlocked(string? message) => SafetyTerms.ContainedIn(message)
        || (message is not null && message.Contains("violat", StringComparison.OrdinalIgnoreCase)
            && (message.Contains("polic", StringComparison.OrdinalIgnoreCase) || message.Contains("guideline", StringComparison.OrdinalIgnoreCase)));
}
