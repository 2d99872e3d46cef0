using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>
/// Decides which of a provider's steps are reported: some providers send dozens a second, and each report is stored and sent to every watcher.
/// A change of the queue position is always reported, a fraction every 5 % but not more than twice a second.
/// </summary>
internal sealed class ProgressThrottle(TimeProvider time)
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(5);
    private const double MinFraction = 0.05;
    private (GenerationUpdate.Progress Step, long At)? _reported;

    /// <summary>Returns whether a step is to be reported, and remembers it then.</summary>
    public bool ShouldReport(GenerationUpdate.Progress step)
    {
        if (_reported is var (last, at) && !IsNew(last, step, time.GetElapsedTime(at)))
        {
            return false;
        }

        _reported = (step, time.GetTimestamp());
        return true;
    }

    private static bool IsNew(GenerationUpdate.Progress last, GenerationUpdate.Progress step, TimeSpan since) =>
        step.QueuePosition != last.QueuePosition
        || (step.Fraction is not null && last.Fraction is null)
        || (since >= MinInterval && Math.Abs((step.Fraction - last.Fraction) ?? 0) >= MinFraction)
        || (since >= MaxInterval && step != last);
}
