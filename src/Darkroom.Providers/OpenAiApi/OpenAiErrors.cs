using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenAiApi;

/// <summary>
/// Classifies OpenAI's errors by <c>code</c> first, then by type. The type <c>image_generation_user_error</c> is used for moderation as well
/// as for an invalid size, so it is ignored if there is a status.
/// </summary>
internal static class OpenAiErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        CodeOf(error.Code) ?? CodeOf(error.Type)
        ?? (error.MessageContains("must be verified") ? FailureCode.Permission
            : error.Status is null && error.Type is "invalid_request_error" or "image_generation_user_error" ? FailureCode.InvalidRequest
            : null);

    private static FailureCode? CodeOf(string? code) => code switch
    {
        "invalid_api_key" or "authentication_error" => FailureCode.Authentication,
        "missing_scope" or "permission_error" => FailureCode.Permission,
        "insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active"

            // Codes of gateways for the account's quota and for a key's quota.
            or "insufficient_user_quota" or "pre_consume_token_quota_failed" or "insufficient_balance" or "insufficient_credits"
            or "quota_exceeded" => FailureCode.Quota,
        "rate_limit_exceeded" or "rate_limit_error" => FailureCode.RateLimited,
        "moderation_blocked" or "content_filter" or "contentFilter" or "content_policy_violation"
            or "image_content_policy_violation" => FailureCode.ModerationBlocked,
        "model_not_found" or "invalid_value" or "empty_string" or "unknown_parameter" or "invalid_prompt"
            or "invalid_image_file" or "unsupported_file_mimetype" => FailureCode.InvalidRequest,
        "server_error" => FailureCode.Unavailable,
        "timeout" => FailureCode.Timeout,
        _ => null,
    };
}
