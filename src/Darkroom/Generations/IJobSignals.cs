namespace Darkroom.Generations;

/// <summary>
/// Wakes subscribers when something was stored. A signal carries no data and may be raised without a reason: a subscriber reads the store. So
/// nothing can be missed, and any transport can carry signals.
/// </summary>
public interface IJobSignals
{
    /// <summary>Raised when a slot may be claimed.</summary>
    const string Work = "work";

    /// <summary>Raised when slots were cancelled.</summary>
    const string Cancelled = "cancelled";

    /// <summary>Raised when images were deleted for good.</summary>
    const string Deleted = "deleted";

    /// <summary>Raised when a change of many images was started, advanced or undone.</summary>
    const string Bulk = "bulk";

    /// <summary>Raised when settings were changed.</summary>
    const string Settings = "settings";

    /// <summary>Raised when a webhook may be due.</summary>
    const string Webhooks = "webhooks";

    /// <summary>Raised together with the topic of every generation and campaign, and with <see cref="Bulk"/>.</summary>
    const string Everything = "everything";

    /// <summary>Subscribes to topics. Subscribe first, then read the store, then wait.</summary>
    /// <param name="topics">The topics that wake the subscriber: the constants here, or ids of generations and campaigns.</param>
    ISignalSubscription Subscribe(params IReadOnlyCollection<string> topics);

    /// <summary>Wakes the subscribers of a topic.</summary>
    void Raise(string topic);

    /// <summary>Returns whether a topic, or <see cref="Everything"/>, has a subscriber.</summary>
    bool HasListener(string topic);

    /// <summary>Completes when a topic, or <see cref="Everything"/>, has a subscriber.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task WhenListeningAsync(string topic, CancellationToken cancellationToken);
}

/// <summary>A subscription to signals; disposing ends it.</summary>
public interface ISignalSubscription : IDisposable
{
    /// <summary>Completes when a topic is raised, or at once if one was raised since the last wait.</summary>
    /// <param name="timeout">The maximum time to wait.</param>
    /// <returns>False if nothing was raised in that time.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
