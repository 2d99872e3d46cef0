using Darkroom.Providers;

namespace Darkroom.Generation;

/// <summary>
/// Which of a provider's steps are worth telling: some send dozens a second, and each that is told is written and sent to everybody
/// who watches. A change of place in a queue always is, a fraction every 5 % but not more than twice a second.
/// </summary>
internal sealed class StepFilter(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private const double Worth = 0.05;
    private (GenerationUpdate.Progress Step, long At)? _told;

    /// <summary>Answers for one step, and takes note of it where it is to be told.</summary>
    public bool IsWorthTelling(GenerationUpdate.Progress step)
    {
        if (_told is var (last, at) && !IsNews(last, step, time.GetElapsedTime(at)))
        {
            return false;
        }

        _told = (step, time.GetTimestamp());
        return true;
    }

    private static bool IsNews(GenerationUpdate.Progress last, GenerationUpdate.Progress step, TimeSpan since) =>
        step.QueuePosition != last.QueuePosition
        || (step.Fraction is not null && last.Fraction is null)
        || (since >= Shortest && Math.Abs((step.Fraction - last.Fraction) ?? 0) >= Worth)
        || (since >= Longest && step != last);
}
