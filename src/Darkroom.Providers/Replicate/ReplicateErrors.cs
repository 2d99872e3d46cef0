using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>Classifies Replicate's errors. Each model has its own safety check and reports it in its own words, without a status.</summary>
internal static class ReplicateErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("NSFW") || error.MessageContains("flagged as sensitive") || error.MessageContains("flagged by safety") ? FailureCode.ModerationBlocked
        : null;
}
