using Darkroom.Providers.Http;

namespace Darkroom.Providers.Pollinations;

/// <summary>What Pollinations' errors mean.</summary>
internal static class PollinationsErrors
{
    /// <summary>The pause it asks for between two images where nobody pays.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>

        // Said with 402, which is about money otherwise.
        error.MessageContains("Queue full") ? FailureCode.RateLimited
        : error.Code is "content_policy_violation" || error.MessageContains("content_policy_violation") ? FailureCode.ModerationBlocked

        // Not the prompt and not the key: a supplier of theirs has blocked them.
        : error.MessageContains("resource has been temporarily blocked") ? FailureCode.Unavailable
        : null;

    /// <summary>It does not say how long to wait.</summary>
    public static Failure WithWait(Failure failure) => failure is { Code: FailureCode.RateLimited, RetryAfter: null }
        ? failure with { RetryAfter = Interval }
        : failure;
}
