using Darkroom.Providers.Http;

namespace Darkroom.Providers.Pollinations;

/// <summary>Classifies Pollinations' errors.</summary>
internal static class PollinationsErrors
{
    /// <summary>The required delay between two images without a key.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>

        // The status is 402, which otherwise means missing credit.
        error.MessageContains("Queue full") ? FailureCode.RateLimited
        : error.Code is "content_policy_violation" || error.MessageContains("content_policy_violation") ? FailureCode.ModerationBlocked

        // A vendor has blocked Pollinations; the error concerns neither the prompt nor the key.
        : error.MessageContains("resource has been temporarily blocked") ? FailureCode.Unavailable
        : null;

    /// <summary>Adds the delay to a rate limit failure, because the service does not report it.</summary>
    public static Failure WithWait(Failure failure) => failure is { Code: FailureCode.RateLimited, RetryAfter: null }
        ? failure with { RetryAfter = Interval }
        : failure;
}
