using Darkroom.Providers.Http;

namespace Darkroom.Providers.Stability;

/// <summary>Classifies Stability's errors by their name.</summary>
internal static class StabilityErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) => error.Type switch
    {
        "content_moderation" => FailureCode.ModerationBlocked,
        "payment_required" => FailureCode.Quota,
        "unauthorized" => FailureCode.Authentication,
        _ => null,
    };
}
