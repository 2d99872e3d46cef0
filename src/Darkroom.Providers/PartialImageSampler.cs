namespace Darkroom.Providers;

/// <summary>
/// Chooses which of a service's many previews are shown as partial images: at most as many as were asked for, spread evenly over the
/// work that is left.
/// </summary>
/// <param name="wanted">How many were asked for.</param>
internal sealed class PartialImageSampler(int wanted)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(2);

    private int _taken;
    private double _lastFraction;

    /// <summary>Whether any more will be shown.</summary>
    public bool WantsMore => _taken < wanted;

    /// <summary>Says whether a new preview is to be shown now.</summary>
    /// <param name="fraction">How much of the work is done, 0 to 1; null where the service does not tell.</param>
    /// <param name="elapsed">Since the work began; decides where the fraction is not known.</param>
    /// <returns>Its index, counting from 0; null where it is too early or there were enough.</returns>
    public int? TakeIndex(double? fraction, TimeSpan elapsed)
    {
        var due = WantsMore && (fraction is { } done
            ? done >= _lastFraction + ((1 - _lastFraction) / (wanted - _taken + 1))
            : elapsed >= FirstDelay * Math.Pow(2, _taken));
        if (!due)
        {
            return null;
        }

        _lastFraction = fraction ?? _lastFraction;
        return _taken++;
    }
}
