using Darkroom.Providers.Http;

namespace Darkroom.Providers.Bfl;

/// <summary>What BFL's errors mean.</summary>
internal static class BflErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("not authenticated") || error.MessageContains("invalid api key") ? FailureCode.Authentication
        : error.MessageContains("insufficient credits") ? FailureCode.Quota
        : null;
}
