namespace Darkroom.Generations;

/// <summary>The duration of a finished image, and the properties of its request that influence it.</summary>
/// <param name="Pixels">The requested width times the requested height.</param>
public sealed record PastDuration(string? Quality, long Pixels, long ElapsedMs);

/// <summary>Estimates the duration of an image: the median of the last durations of its provider and model.</summary>
public static class DurationEstimate
{
    /// <summary>The number of past images among which similar ones are searched.</summary>
    public const int MaxHistory = 200;

    private const int MaxSamples = 20;
    private const int MinSamples = 3;

    /// <summary>Sizes are similar if one has at most a quarter more pixels than the other.</summary>
    private const double SimilarRatio = 1.25;

    /// <summary>Estimates the duration of an image.</summary>
    /// <param name="request">The request for the provider.</param>
    /// <param name="newestFirst">The last images of the same provider and model, up to <see cref="MaxHistory"/>.</param>
    /// <returns>Null if there are too few images.</returns>
    public static TimeSpan? Create(GenerationRequest request, IReadOnlyCollection<PastDuration> newestFirst)
    {
        var similar = newestFirst.Where(past => past.Quality == request.Quality && IsSimilar(past.Pixels, request.Size.Pixels)).Take(MaxSamples).ToList();
        var best = similar.Count >= MinSamples ? similar : [.. newestFirst.Take(MaxSamples)];
        return best.Count >= MinSamples ? TimeSpan.FromMilliseconds(Median([.. best.Select(past => past.ElapsedMs).Order()])) : null;
    }

    private static bool IsSimilar(double one, double other) => one <= other * SimilarRatio && other <= one * SimilarRatio;

    private static double Median(List<long> sorted) =>
        (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2.0;
}
