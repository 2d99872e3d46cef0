using System.Net;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenRouter;

/// <summary>
/// What OpenRouter's errors mean: their code is an HTTP status, also inside a stream. What a vendor behind it says about keys and
/// credit is not about this account.
/// </summary>
internal static class OpenRouterErrors
{
    /// <returns>Null where only the status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.Moderation is not null || OpenAiErrors.Classify(error) is FailureCode.ModerationBlocked
        || (error.Status is HttpStatusCode.Forbidden && (error.MessageContains("moderation") || error.MessageContains("flagged")))
            ? FailureCode.ModerationBlocked
            : null;
}
