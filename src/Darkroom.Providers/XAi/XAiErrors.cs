using Darkroom.Providers.Http;

namespace Darkroom.Providers.XAi;

/// <summary>Classifies xAI's errors by their message: an invalid key and a blocked image have HTTP 400 like an invalid size.</summary>
internal static class XAiErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("incorrect api key") || error.MessageContains("invalid api key") ? FailureCode.Authentication
        : error.MessageContains("content moderation") || error.MessageContains("safety") ? FailureCode.ModerationBlocked
        : error.MessageContains("credits") || error.MessageContains("spending limit") ? FailureCode.Quota
        : null;
}
