namespace Darkroom.Providers.Http;

/// <summary>
/// The one way out for what a provider reports: every text in it, wherever the service put it, is made fit to be stored and shown.
/// </summary>
internal static class SafeUpdates
{
    private const int MaxCategoryLength = 60;

    /// <param name="update">As the provider reported it.</param>
    /// <param name="service">The service.</param>
    /// <param name="dropped">Whether a token was not passed on: then no other call can pick the work up.</param>
    /// <returns>Null if the update may not be passed on: a token that holds the key would store it.</returns>
    public static GenerationUpdate? From(GenerationUpdate update, ServiceProfile service, bool dropped) => update switch
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
            WorkContinues = failed.WorkContinues && !dropped,
        },
        GenerationUpdate.Resumable(var token) => SafeText.Contains(token, service.Key) ? null : update,
        _ => update,
    };

    /// <summary>The same for the result of a provider's test.</summary>
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
        Moderation = failure.Moderation is { } verdict
            ? new ModerationVerdict(
                service.Sanitize(verdict.Stage, MaxCategoryLength),
                [.. verdict.Categories.Select(each => service.Sanitize(each, MaxCategoryLength)).OfType<string>()])
            : null,
    };

    private static string? Redacted(string? text, ServiceProfile service) => text is null ? null : SafeText.Redact(text, service.Key);
}
