namespace Darkroom.Server.Http;

/// <summary>Why an image failed.</summary>
/// <param name="Retryable">True if another try can succeed.</param>
public sealed record ImageError(FailureCode Code, string Message, bool Retryable)
{
    internal static ImageError? From(Failure? failure) => failure is null ? null : new(failure.Code, failure.Message, failure.Retryable);
}
