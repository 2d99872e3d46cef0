using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>
/// Reads the events of generations and deletes old ones. They are appended by the verbs of <see cref="IGenerationStore"/> and <see cref="ISlotQueue"/>, in the
/// transaction of the change that they report.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IEventLog
{
    /// <summary>Returns the events of one generation after a sequence number, oldest first.</summary>
    /// <param name="limit">The maximum number of events, 1 or more.</param>
    Task<ImmutableArray<LoggedEvent>> ReadAsync(string id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the events of all generations after a position, by position. A reader that continues after the last position it got
    /// never skips an event: no event appears at or before a position that was returned. The order is not promised to be that of the
    /// commits, except within one generation.
    /// </summary>
    /// <param name="after">The last position that was read; 0 to begin with the first event.</param>
    /// <param name="limit">The maximum number of events, 1 or more.</param>
    Task<ImmutableArray<PositionedEvent>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Returns the position of the newest event of all generations; 0 if there is none.</summary>
    Task<long> PositionAsync(CancellationToken cancellationToken);

    /// <summary>Returns the running generations, and the position after which their further events follow.</summary>
    Task<RunningSnapshot> SnapshotAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the <c>progress</c> and <c>partial_image</c> events of generations that ended before a time. The other events keep their numbers,
    /// positions and content, so that a replay still has every result, except those of images that are deleted.
    /// </summary>
    /// <returns>The number of events that were deleted.</returns>
    Task<int> DeleteOldAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken);
}

/// <summary>An event among those of all generations.</summary>
/// <param name="Position">Larger than that of every event before it; positions may have gaps.</param>
public sealed record PositionedEvent(long Position, string GenerationId, LoggedEvent Logged);

/// <summary>Running generations with the newest partial image of each slot.</summary>
/// <param name="Position">Every event up to this position is part of the states. Some later ones may be too; applying them again changes nothing.</param>
public sealed record RunningSnapshot(
    long Position, ImmutableArray<(GenerationState State, ImmutableDictionary<int, PartialPreview> Partials)> Generations);
