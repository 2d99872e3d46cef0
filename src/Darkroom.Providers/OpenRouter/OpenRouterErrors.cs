using System.Net;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenRouter;

/// <summary>
/// Classifies OpenRouter's errors. Their code is an HTTP status, also inside a stream. A vendor's message about keys and credit does not concern
/// the operator's account.
/// </summary>
internal static class OpenRouterErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.Moderation is not null || OpenAiErrors.Classify(error) is FailureCode.ModerationBlocked
        || (error.Status is HttpStatusCode.Forbidden && (error.MessageContains("moderation") || error.MessageContains("flagged")))
            ? FailureCode.ModerationBlocked
            : null;
}
