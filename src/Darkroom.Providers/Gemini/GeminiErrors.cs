using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Gemini;

/// <summary>Classifies Google's errors. An invalid key is a bad request (400) that only the message distinguishes.</summary>
internal static class GeminiErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        // A blocked prompt is a bad request as well.
        IsBlocked(error.Message) ? FailureCode.ModerationBlocked
        : error.MessageContains("API key not valid") || error.MessageContains("API key expired") || error.MessageContains("API_KEY_INVALID") ? FailureCode.Authentication
        : error.MessageContains("location is not supported") || error.MessageContains("billed users") ? FailureCode.Permission
        // A free account has no quota for a paid model, so waiting does not help.
        : error.Status is HttpStatusCode.TooManyRequests && error.MessageContains("limit: 0,") ? FailureCode.Quota
        : null;

    /// <summary>Whether Google's message says that its policies blocked the prompt or the image.</summary>
    public static bool IsBlocked(string? message) => SafetyTerms.ContainedIn(message)
        || (message is not null && message.Contains("violat", StringComparison.OrdinalIgnoreCase)
            && (message.Contains("polic", StringComparison.OrdinalIgnoreCase) || message.Contains("guideline", StringComparison.OrdinalIgnoreCase)));
}
