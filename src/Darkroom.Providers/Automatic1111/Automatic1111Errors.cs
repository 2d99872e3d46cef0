using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>Classifies the web UI's errors, most of which have HTTP 500 and the exception's name.</summary>
internal static class Automatic1111Errors
{
    /// <returns>Null to classify the error by its HTTP status.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.Type is "OutOfMemoryError" || error.MessageContains("out of memory") || error.MessageContains("Unknown checkpoint") || error.MessageContains("Sampler not found")
            ? FailureCode.InvalidRequest
            : null;
}
