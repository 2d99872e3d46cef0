using System.Collections.Immutable;
using Darkroom.Generations;

namespace Darkroom.Server.Http;

/// <summary>Where an event stream's events come from. It belongs to one stream and remembers what that has got.</summary>
internal abstract class EventSource
{
    /// <summary>The signal that is raised when there is more.</summary>
    public abstract string Topic { get; }

    /// <summary>The generation a fault of the stream is told of; empty when it is about all.</summary>
    public abstract string GenerationId { get; }

    /// <summary>The next events, oldest first; none when there are none yet.</summary>
    /// <param name="limit">The most to return; fewer mean that these are all.</param>
    public abstract Task<ImmutableArray<StreamEvent>> NextAsync(IEventLog log, int limit, CancellationToken cancellationToken);

    /// <summary>Whether nothing more will come.</summary>
    public abstract Task<bool> IsOverAsync(IGenerationStore store, CancellationToken cancellationToken);
}

/// <param name="Id">What a client names to resume after it.</param>
/// <param name="GenerationId">The generation it is of; empty for none.</param>
/// <param name="ShowSequence">Whether its number in its generation goes into the data, because the id is another.</param>
internal sealed record StreamEvent(long Id, string GenerationId, LoggedEvent Logged, bool ShowSequence = false)
{
    /// <summary>Whether both are about the same image.</summary>
    public bool IsOfSameImage(StreamEvent other) => GenerationId == other.GenerationId && Logged.ImageIndex == other.Logged.ImageIndex;
}
