using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>
/// Changes many images in steps. A job is only rows: a step changes the next images and stores how far it got in one transaction. So no process owns
/// a job, one that is interrupted continues with the next step, and two processes cannot do a step twice. After every verb that writes, the signal
/// of jobs is raised.
/// </summary>
/// <remarks>
/// Undoing reverts exactly what the job changed: a property of an image that was changed otherwise since, by another job or by
/// <see cref="IImageLibrary"/>, is left as it is. If that other job is undone first, its changes no longer count.
/// </remarks>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IBulkJobs
{
    /// <summary>The maximum number of images that one step changes. A step that deletes images or rewrites their texts may change fewer.</summary>
    const int StepSize = 1000;

    /// <summary>Stores a job, which <see cref="AdvanceAsync"/> then runs.</summary>
    /// <param name="id">A new id.</param>
    /// <param name="idempotency">The client's key and the hash of its request; null if it sent none.</param>
    /// <returns><see cref="BulkOutcome.Done"/>, <see cref="BulkOutcome.KeyReused"/> or <see cref="BulkOutcome.NoCollection"/>.</returns>
    Task<BulkOutcome> CreateAsync(
        string id, ImageSelection selection, BulkAction action, IdempotencyKey? idempotency, CancellationToken cancellationToken);

    /// <summary>Returns a job; null if there is none with this id.</summary>
    Task<BulkJob?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the ids of the jobs that have not ended, the oldest first.</summary>
    Task<ImmutableArray<string>> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Returns the jobs that were changed at or after a time, the last changed first.</summary>
    /// <param name="limit">The maximum number of jobs, 1 or more.</param>
    Task<ImmutableArray<BulkJob>> ChangedSinceAsync(DateTimeOffset time, int limit, CancellationToken cancellationToken);

    /// <summary>Does the next step of a job. One that has ended is left as it is.</summary>
    /// <returns>The job after the step; null if there is none with this id.</returns>
    Task<BulkJob?> AdvanceAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ends a job whose next step failed and would fail again.</summary>
    /// <param name="failure">The reason, as a sentence.</param>
    Task FailAsync(string id, string failure, CancellationToken cancellationToken);

    /// <summary>Stops a job if it runs, and lets <see cref="AdvanceAsync"/> revert what it has changed. Undoing a job that is being undone changes nothing.</summary>
    /// <returns><see cref="BulkOutcome.Done"/>, <see cref="BulkOutcome.NotFound"/> or <see cref="BulkOutcome.CannotUndo"/>.</returns>
    Task<BulkOutcome> UndoAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes jobs that ended before a time, and what would be needed to undo them, in several transactions.</summary>
    Task DeleteEndedAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>The outcome of creating or undoing a job.</summary>
public abstract record BulkOutcome
{
    private BulkOutcome()
    {
    }

    public sealed record Done(BulkJob Job) : BulkOutcome;

    public sealed record NotFound : BulkOutcome;

    /// <summary>The idempotency key belongs to a job with a different request.</summary>
    public sealed record KeyReused(string Id) : BulkOutcome;

    /// <summary>The collection does not exist, or is a saved search.</summary>
    public sealed record NoCollection : BulkOutcome;

    /// <summary>The job deleted images, or was undone before.</summary>
    public sealed record CannotUndo(BulkJob Job) : BulkOutcome;
}
