using Darkroom.Providers.Http;

namespace Darkroom.Providers.Bfl;

/// <summary>What BFL's errors mean.</summary>
internal static class BflErrors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Meaning(ServiceError error) =>
        error.Says("not authenticated") || error.Says("invalid api key") ? FailureCode.Authentication
        : error.Says("insufficient credits") ? FailureCode.Quota
        : null;
}
