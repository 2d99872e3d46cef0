using Darkroom.Providers.Http;

namespace Darkroom.Providers.Bfl;

/// <summary>Classifies BFL's errors.</summary>
internal static class BflErrors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("not authenticated") || error.MessageContains("invalid api key") ? FailureCode.Authentication
        : error.MessageContains("insufficient credits") ? FailureCode.Quota
        : null;
}
