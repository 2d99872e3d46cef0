using System.Net;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.OpenRouter;

/// <summary>What OpenRouter's errors mean: their code is an HTTP status, also inside a stream.</summary>
internal static class OpenRouterErrors
{
    /// <returns>Null where only the status tells.</returns>
    public static FailureCode? Meaning(ServiceError error) =>
        error.Moderation is not null || (error.Status is HttpStatusCode.Forbidden && (error.Says("moderation") || error.Says("flagged")))
            ? FailureCode.ModerationBlocked
            : null;
}
