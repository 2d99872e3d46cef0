using Darkroom.Providers.Http;

namespace Darkroom.Providers.XAi;

/// <summary>What xAI's errors mean. They are plain sentences: a wrong key and a blocked picture are HTTP 400 like a wrong size.</summary>
internal static class XAiErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Meaning(ServiceError error) =>
        error.Says("incorrect api key") || error.Says("invalid api key") ? FailureCode.Authentication
        : error.Says("content moderation") || error.Says("safety") ? FailureCode.ModerationBlocked
        : error.Says("credits") || error.Says("spending limit") ? FailureCode.Quota
        : null;
}
