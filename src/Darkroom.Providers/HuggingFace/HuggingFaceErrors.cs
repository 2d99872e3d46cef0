using Darkroom.Providers.Http;

namespace Darkroom.Providers.HuggingFace;

/// <summary>Classifies the errors of the router and its partners.</summary>
internal static class HuggingFaceErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error)
    {
        if (error.MessageContains("currently loading"))
        {
            return FailureCode.ModelLoading;
        }

        // The status is 429, but waiting does not help.
        if (error.MessageContains("log in or use a HF access token"))
        {
            return FailureCode.Authentication;
        }

        return error.MessageContains("exceeded your monthly included credits") || error.MessageContains("insufficient balance") ? FailureCode.Quota
            : error.MessageContains("NSFW") || error.Code is "content_policy_violation" or "content_filter" ? FailureCode.ModerationBlocked
            : null;
    }
}
