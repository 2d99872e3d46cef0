using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>
/// Which of a provider's steps are worth telling: some send dozens a second, and each that is told is written and sent to everybody
/// who watches. A change of place in a queue always is, a fraction every 5 % but not more than twice a second.
/// </summary>
internal sealed class ProgressThrottle(TimeProvider time)
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(5);
    private const double Worth = 0.05;
    private (GenerationUpdate.Progress Step, long At)? _told;

    /// <summary>Answers for one step, and takes note of it where it is to be told.</summary>
    public bool ShouldReport(GenerationUpdate.Progress step)
    {
        if (_told is var (last, at) && !IsNew(last, step, time.GetElapsedTime(at)))
        {
            return false;
        }

        _told = (step, time.GetTimestamp());
        return true;
    }

    private static bool IsNew(GenerationUpdate.Progress last, GenerationUpdate.Progress step, TimeSpan since) =>
        step.QueuePosition != last.QueuePosition
        || (step.Fraction is not null && last.Fraction is null)
        || (since >= MinInterval && Math.Abs((step.Fraction - last.Fraction) ?? 0) >= Worth)
        || (since >= MaxInterval && step != last);
}
