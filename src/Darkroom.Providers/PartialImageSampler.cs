namespace Darkroom.Providers;

/// <summary>
/// Chooses which of a service's many previews are shown as partial images: at most as many as were asked for, spread evenly over the
/// work that is left.
/// </summary>
/// <param name="wanted">How many were asked for.</param>
internal sealed class PartialImageSampler(int wanted)
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(2);

    private int _shown;
    private double _last;

    /// <summary>Whether any more will be shown.</summary>
    public bool More => _shown < wanted;

    /// <summary>Says whether a new preview is to be shown now.</summary>
    /// <param name="fraction">How much of the work is done, 0 to 1; null where the service does not tell.</param>
    /// <param name="elapsed">Since the work began; decides where the fraction is not known.</param>
    /// <returns>Its index, counting from 0; null where it is too early or there were enough.</returns>
    public int? Take(double? fraction, TimeSpan elapsed)
    {
        var due = More && (fraction is { } done
            ? done >= _last + ((1 - _last) / (wanted - _shown + 1))
            : elapsed >= FirstAfter * Math.Pow(2, _shown));
        if (!due)
        {
            return null;
        }

        _last = fraction ?? _last;
        return _shown++;
    }
}
