using Darkroom.Providers.Http;

namespace Darkroom.Providers.HuggingFace;

/// <summary>What the router's and its partners' words mean.</summary>
internal static class HuggingFaceErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Meaning(ServiceError error)
    {
        if (error.Says("currently loading"))
        {
            return FailureCode.ModelLoading;
        }

        // Said with 429, but waiting does not help.
        if (error.Says("log in or use a HF access token"))
        {
            return FailureCode.Authentication;
        }

        return error.Says("exceeded your monthly included credits") || error.Says("insufficient balance") ? FailureCode.Quota
            : error.Says("NSFW") || error.Code is "content_policy_violation" or "content_filter" ? FailureCode.ModerationBlocked
            : null;
    }
}
