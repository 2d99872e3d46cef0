namespace Darkroom.Providers.Http;

/// <summary>Makes every text in a provider's updates safe to store and show.</summary>
internal static class SafeUpdates
{
    /// <param name="tokenDropped">Whether a resume token was dropped, so that no other call can resume the work.</param>
    /// <returns>The safe update; null to drop a resume token that contains the key, because tokens are stored.</returns>
    public static GenerationUpdate? From(GenerationUpdate update, ServiceProfile service, bool tokenDropped) => update switch
    {
        GenerationUpdate.FinalImage final => final with
        {
            Model = Redacted(final.Model, service),
            Quality = Redacted(final.Quality, service),
            RevisedPrompt = Redacted(final.RevisedPrompt, service),
        },
        GenerationUpdate.Failed failed => failed with
        {
            Failure = From(failed.Failure, service),
            WorkContinues = failed.WorkContinues && !tokenDropped,
        },
        GenerationUpdate.Resumable(var token) => SafeText.Contains(token, service.Key) ? null : update,
        _ => update,
    };

    /// <summary>Makes the texts in the result of a provider's test safe to show.</summary>
    public static ProviderTest From(ProviderTest test, ServiceProfile service) => test switch
    {
        ProviderTest.Failed failed => new ProviderTest.Failed(From(failed.Failure, service)),
        ProviderTest.Passed(var message) => new ProviderTest.Passed(service.Sanitize(message) ?? "It answers."),
        ProviderTest.Inconclusive(var message) => new ProviderTest.Inconclusive(service.Sanitize(message) ?? "It answers."),
        _ => test,
    };

    private static Failure From(Failure failure, ServiceProfile service) => failure with
    {
        Message = service.Sanitize(failure.Message) ?? $"{service.Name} could not make the image.",
        Moderation = failure.Moderation is { } verdict ? service.Sanitize(verdict) : null,
    };

    private static string? Redacted(string? text, ServiceProfile service) => text is null ? null : SafeText.Redact(text, service.Key);
}
