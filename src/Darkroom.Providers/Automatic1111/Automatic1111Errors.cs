using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>What the web UI's errors mean: most come as HTTP 500 with the exception's name.</summary>
internal static class Automatic1111Errors
{
    /// <returns>Null where only the HTTP status tells.</returns>
    public static FailureCode? Classify(ServiceError error) =>
        error.Type is "OutOfMemoryError" || error.MessageContains("out of memory") || error.MessageContains("Unknown checkpoint") || error.MessageContains("Sampler not found")
            ? FailureCode.InvalidRequest
            : null;
}
