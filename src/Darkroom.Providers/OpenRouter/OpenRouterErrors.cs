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
    public static FailureCode? Meaning(ServiceError error) =>
        error.Moderation is not null || OpenAiErrors.Meaning(error) is FailureCode.ModerationBlocked
        || (error.Status is HttpStatusCode.Forbidden && (error.Says("moderation") || error.Says("flagged")))
            ? FailureCode.ModerationBlocked
            : null;
}
