namespace Darkroom.Providers;

/// <summary>
/// Selects partial images from a service's many previews: at most the requested number, spread evenly over the remaining work.
/// </summary>
internal sealed class PartialImageSampler(int requested)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    private int _taken;
    private double _lastFraction;

    /// <summary>Whether more previews are needed.</summary>
    public bool WantsMore => _taken < requested;

    /// <summary>Decides whether to use a new preview as a partial image.</summary>
    /// <param name="fraction">The completed share, 0 to 1; null if the service does not report it.</param>
    /// <param name="elapsed">The time since the start, which decides if the fraction is not known.</param>
    /// <returns>The partial image's index, from 0; null if it is too early or enough were used.</returns>
    public int? TakeIndex(double? fraction, TimeSpan elapsed)
    {
        var due = WantsMore && (fraction is { } done
            ? done >= _lastFraction + ((1 - _lastFraction) / (requested - _taken + 1))
            : elapsed >= FirstDelay * Math.Pow(2, _taken));
        if (!due)
        {
            return null;
        }

        _lastFraction = fraction ?? _lastFraction;
        return _taken++;
    }
}
