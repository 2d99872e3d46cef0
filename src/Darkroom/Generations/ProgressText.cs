using System.Globalization;

namespace Darkroom.Generations;

/// <summary>The sentences of progress events, so that every client shows the same.</summary>
internal static class ProgressText
{
    public const string Interrupted =
        "The server stopped while this image was being made. The provider may have charged for it, so it was not retried automatically.";

    public const string Resumed = "The server restarted; this image is being made again.";

    public static string GivenUp(int tries) => string.Create(
        CultureInfo.InvariantCulture,
        $"The server stopped while this image was being made. It was tried {(tries == 1 ? "once" : $"{tries} times")}, so it is not retried automatically.");

    public static string Queued(int n) => string.Create(CultureInfo.InvariantCulture, $"Waiting in the queue: {Images(n)}.");

    public static string Generating(GenerationState state)
    {
        var ended = state.Slots.Count(slot => slot.Ended);
        var current = Math.Min(ended + 1, state.Request.N);
        return string.Create(CultureInfo.InvariantCulture, $"Generating {current} of {Images(state.Request.N)}…");
    }

    public static string Retrying(int index, int n) =>
        string.Create(CultureInfo.InvariantCulture, $"Retrying image {index + 1} of {n}.");

    public static string Waiting(Failure failure, TimeSpan delay) =>
        string.Create(CultureInfo.InvariantCulture, $"{failure.Message} Retrying in {Math.Max(1, Math.Ceiling(delay.TotalSeconds)):0} s.");

    public static string Paused(PausedQueue paused, TimeSpan wait)
    {
        var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds));
        return paused.Reason == PauseReason.Rate
            ? string.Create(CultureInfo.InvariantCulture, $"Waiting for the rate limit: next slot in {seconds:0} s.")
            : string.Create(CultureInfo.InvariantCulture, $"The provider does not answer. Retrying in {seconds:0} s.");
    }

    private static string Images(int n) => n == 1 ? "1 image" : string.Create(CultureInfo.InvariantCulture, $"{n} images");
}
