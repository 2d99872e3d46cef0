using Darkroom.Providers.Http;

namespace Darkroom.Providers.Stability;

/// <summary>What Stability's errors mean, by their name.</summary>
internal static class StabilityErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) => error.Type switch
    {
        "content_moderation" => FailureCode.ModerationBlocked,
        "payment_required" => FailureCode.Quota,
        "unauthorized" => FailureCode.Authentication,
        _ => null,
    };
}
