using Darkroom.Providers.Http;

namespace Darkroom.Providers.XAi;

/// <summary>What xAI's errors mean. They are plain sentences: a wrong key and a blocked image are HTTP 400 like a wrong size.</summary>
internal static class XAiErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("incorrect api key") || error.MessageContains("invalid api key") ? FailureCode.Authentication
        : error.MessageContains("content moderation") || error.MessageContains("safety") ? FailureCode.ModerationBlocked
        : error.MessageContains("credits") || error.MessageContains("spending limit") ? FailureCode.Quota
        : null;
}
