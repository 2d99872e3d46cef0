namespace Darkroom.Server.Http;

/// <summary>The source of one event stream. It remembers which events the stream has sent.</summary>
internal abstract class EventSource
{
    /// <summary>The signals that are raised when there may be more events. They may change with a read.</summary>
    public abstract IReadOnlySet<string> Topics { get; }

    /// <summary>The generation that a failure of the stream is reported for; empty if it is not about one.</summary>
    public virtual string GenerationId => "";

    /// <summary>Returns the next events, oldest first; none if there are none yet.</summary>
    /// <param name="limit">The maximum number of events. Fewer mean that there are no more for now.</param>
    public abstract Task<ImmutableArray<StreamEvent>> NextAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Returns true if no more events will come. Called after <see cref="NextAsync"/>.</summary>
    public abstract ValueTask<bool> IsOverAsync(CancellationToken cancellationToken);
}

/// <summary>An event that is sent to a client.</summary>
/// <param name="Id">The id that a client sends to resume after the event; null if it is not in a log.</param>
/// <param name="GenerationId">The generation that the event belongs to; empty for none.</param>
/// <param name="ShowSequence">True to add the sequence number to the data, because the id is a different number.</param>
internal sealed record StreamEvent(long? Id, string GenerationId, LoggedEvent Logged, bool ShowSequence = false)
{
    /// <summary>Returns true if both events are about the same image.</summary>
    public bool IsOfSameImage(StreamEvent other) => GenerationId == other.GenerationId && Logged.ImageIndex == other.Logged.ImageIndex;
}
