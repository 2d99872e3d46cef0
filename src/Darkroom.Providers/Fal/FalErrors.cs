using Darkroom.Providers.Http;

namespace Darkroom.Providers.Fal;

/// <summary>What fal's errors mean: an app's complaint has a type, the account's state is only told in words.</summary>
internal static class FalErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.Type is "content_policy_violation" || error.MessageContains("content checker") ? FailureCode.ModerationBlocked

        // The app never began.
        : error.Type is "startup_timeout" or "runner_scheduling_failure" ? FailureCode.Unavailable
        : error.Type is "bad_request" ? FailureCode.InvalidRequest
        : error.MessageContains("exhausted balance") ? FailureCode.Quota
        : null;
}
