using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>Classifies Azure's errors: its own codes and OpenAI's.</summary>
internal static class AzureOpenAiErrors
{
    /// <inheritdoc cref="OpenAiErrors.Classify"/>
    public static FailureCode? Classify(ServiceError error) => error switch
    {
        { Moderation: not null } or { Code: "ResponsibleAIPolicyViolation" } => FailureCode.ModerationBlocked,
        { Code: "DeploymentNotFound" or "OperationNotSupported" or "InvalidRequest" } => FailureCode.InvalidRequest,
        { Code: "PermissionDenied" or "AuthorizationFailed" } => FailureCode.Permission,
        { Code: "TooManyRequests" } => FailureCode.RateLimited,
        { Code: "InsufficientQuota" or "QuotaExceeded" } => FailureCode.Quota,
        _ => OpenAiErrors.Classify(error),
    };
}
