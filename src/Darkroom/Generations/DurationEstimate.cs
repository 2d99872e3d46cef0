namespace Darkroom.Generations;

/// <summary>An image that a provider has made: what it was asked for, and how long it took.</summary>
/// <param name="Pixels">Width times height, as asked.</param>
public sealed record PastDuration(string? Quality, long Pixels, long ElapsedMs);

/// <summary>How long an image is likely to take: the median of what its provider and model last took.</summary>
public static class DurationEstimate
{
    /// <summary>How far back one looks for images like this one.</summary>
    public const int MaxHistory = 200;

    private const int MaxSamples = 20;
    private const int MinSamples = 3;

    /// <summary>About the same number of pixels: a quarter more or less.</summary>
    private const double Alike = 1.25;

    /// <param name="request">What the provider is asked for.</param>
    /// <param name="newestFirst">The last images of the same provider and model, up to <see cref="MaxHistory"/>.</param>
    /// <returns>Null where there are too few to tell.</returns>
    public static TimeSpan? Create(GenerationRequest request, IReadOnlyCollection<PastDuration> newestFirst)
    {
        var alike = newestFirst.Where(past => past.Quality == request.Quality && IsAlike(past.Pixels, request.Size.Pixels)).Take(MaxSamples).ToList();
        var best = alike.Count >= MinSamples ? alike : [.. newestFirst.Take(MaxSamples)];
        return best.Count >= MinSamples ? TimeSpan.FromMilliseconds(Median([.. best.Select(past => past.ElapsedMs).Order()])) : null;
    }

    private static bool IsAlike(double one, double other) => one <= other * Alike && other <= one * Alike;

    private static double Median(List<long> sorted) =>
        (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2.0;
}
