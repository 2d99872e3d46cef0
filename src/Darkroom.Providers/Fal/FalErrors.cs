using Darkroom.Providers.Http;

namespace Darkroom.Providers.Fal;

/// <summary>Classifies fal's errors: an app's error has a type, an account's state is only in the message.</summary>
internal static class FalErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.Type is "content_policy_violation" || error.MessageContains("content checker") ? FailureCode.ModerationBlocked

        // The app was never started.
        : error.Type is "startup_timeout" or "runner_scheduling_failure" ? FailureCode.Unavailable
        : error.Type is "bad_request" ? FailureCode.InvalidRequest
        : error.MessageContains("exhausted balance") ? FailureCode.Quota
        : null;
}
