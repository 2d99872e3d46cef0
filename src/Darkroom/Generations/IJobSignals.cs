namespace Darkroom.Generations;

/// <summary>
/// Wakes whoever waits for news. A signal carries no data and may come without news: the news is in the store. That makes a
/// missed detail impossible and lets any transport stand behind it.
/// </summary>
public interface IJobSignals
{
    /// <summary>Raised when a slot may be claimed.</summary>
    const string Work = "work";

    /// <summary>Raised with every generation's topic: for those who follow them all.</summary>
    const string Everything = "everything";

    /// <summary>Listens. Subscribe first, then read the store, then wait.</summary>
    /// <param name="topics">One or several, any of which wakes: <see cref="Work"/>, <see cref="Everything"/>, ids of generations and campaigns.</param>
    ISignalSubscription Subscribe(params IReadOnlyCollection<string> topics);

    void Raise(string topic);

    /// <summary>Whether somebody listens to a generation's topic now, or to <see cref="Everything"/>.</summary>
    bool IsHeard(string topic);

    /// <summary>Completes when <see cref="IsHeard"/>: at once, or as soon as somebody begins to listen.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task HeardAsync(string topic, CancellationToken cancellationToken);
}

public interface ISignalSubscription : IDisposable
{
    /// <summary>Completes when the topic was raised since the last completion, or at once if it already was.</summary>
    /// <param name="patience">How long to wait at most.</param>
    /// <returns>False when nothing happened in that time.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<bool> WaitAsync(TimeSpan patience, CancellationToken cancellationToken);
}
