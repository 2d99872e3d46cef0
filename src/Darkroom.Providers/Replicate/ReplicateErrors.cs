using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>What Replicate's errors mean. Safety checks are the models' own and told in their words, without a status.</summary>
internal static class ReplicateErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("NSFW") || error.MessageContains("flagged as sensitive") || error.MessageContains("flagged by safety") ? FailureCode.ModerationBlocked
        : null;
}
