using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>
/// Where generations, their slots and their event logs live. Every verb is one transaction: the state and the events that
/// report it are written together or not at all, and whoever watches the generation is woken afterwards.
/// </summary>
public interface IJobStore
{
    /// <summary>Accepts a generation: when this returns, it survives anything but the loss of the disk.</summary>
    /// <param name="id">A new id.</param>
    /// <param name="request">Checked.</param>
    /// <param name="idempotency">The caller's key and what it was sent with, or null.</param>
    /// <param name="queueLimit">Refused when more slots than this would be unfinished.</param>
    Task<CreateOutcome> CreateAsync(
        string id, GenerationRequest request, IdempotencyKey? idempotency, int queueLimit, CancellationToken cancellationToken);

    /// <summary>Whether a generation was accepted under an idempotency key, whatever was sent with it.</summary>
    Task<bool> KnowsAsync(string idempotencyKey, CancellationToken cancellationToken);

    Task<GenerationState?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Those of some generations that there are, in no order.</summary>
    Task<ImmutableArray<GenerationState>> FindAllAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>The newest generations first.</summary>
    /// <param name="limit">1 to 100.</param>
    Task<ImmutableArray<GenerationState>> RecentAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Events after a sequence number, oldest first.</summary>
    /// <param name="limit">The most to return, 1 or more.</param>
    Task<ImmutableArray<LoggedEvent>> EventsAsync(string id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Events of all generations after a position, in the order they were written.</summary>
    /// <param name="after">The last position that was seen, or 0.</param>
    Task<ImmutableArray<PositionedEvent>> AllEventsAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>The position of the newest event of all generations; 0 before the first.</summary>
    Task<long> PositionAsync(CancellationToken cancellationToken);

    /// <summary>Everything that is running, as of one moment.</summary>
    Task<RunningSnapshot> SnapshotAsync(CancellationToken cancellationToken);

    /// <summary>The newest partial image of each slot's current attempt, by image index: what a tile shows until more comes.</summary>
    Task<ImmutableDictionary<int, PartialPreview>> LastFramesAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes the slot that has waited longest and may be tried now, if any lane named has one.</summary>
    /// <param name="owner">Who will hold the lease.</param>
    /// <param name="lanes">Ids of the providers that have room.</param>
    /// <param name="lease">How long the slot stays the owner's unless renewed.</param>
    Task<SlotLease?> ClaimAsync(string owner, IReadOnlyCollection<string> lanes, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>When the next slot that waits for its time may be tried; null when none does.</summary>
    Task<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> lanes, CancellationToken cancellationToken);

    /// <summary>Keeps leases alive and says which were lost (cancelled, or taken over).</summary>
    Task<ImmutableArray<SlotLease>> RenewAsync(
        IReadOnlyCollection<SlotLease> leases, TimeSpan lease, CancellationToken cancellationToken);

    /// <returns>False when the slot is no longer the lease's; nothing was written then.</returns>
    Task<bool> ProgressAsync(SlotLease lease, SlotStep made, CancellationToken cancellationToken);

    /// <inheritdoc cref="ProgressAsync" path="/returns"/>
    Task<bool> PartialImageAsync(SlotLease lease, PartialPreview preview, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a slot well, and settles what its call cost. This alone decides a race with a cancel; who loses it has paid all the same.
    /// </summary>
    /// <inheritdoc cref="ProgressAsync" path="/returns"/>
    Task<bool> CompleteAsync(SlotLease lease, FinishedImage image, CancellationToken cancellationToken);

    /// <inheritdoc cref="ProgressAsync" path="/returns"/>
    Task<bool> FailAsync(SlotLease lease, Failure failure, CancellationToken cancellationToken);

    /// <summary>Keeps what the provider needs to pick this call up after a crash; null when that is worth nothing any more.</summary>
    /// <inheritdoc cref="ProgressAsync" path="/returns"/>
    Task<bool> RememberAsync(SlotLease lease, string? resumeToken, CancellationToken cancellationToken);

    /// <summary>Keeps the last partial image of a try that is about to fail with its slot, until the slot's image is there.</summary>
    /// <inheritdoc cref="ProgressAsync" path="/returns"/>
    Task<bool> StoreUnfinishedAsync(SlotLease lease, UnfinishedImage unfinished, CancellationToken cancellationToken);

    /// <summary>
    /// Tells why a lane's slots wait: of the rate limit the slot that is next, of a provider that does not answer every generation
    /// that waits for it, oldest first and not more than a hundred.
    /// </summary>
    Task HoldAsync(PausedQueue held, CancellationToken cancellationToken);

    /// <summary>Puts a slot back to be tried again.</summary>
    /// <inheritdoc cref="ProgressAsync" path="/returns"/>
    Task<bool> PostponeAsync(SlotLease lease, Failure failure, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Hands a slot whose provider has failed for good to another one.</summary>
    /// <inheritdoc cref="ProgressAsync" path="/returns"/>
    Task<bool> FallBackAsync(SlotLease lease, Failure failure, FallbackStep instead, CancellationToken cancellationToken);

    /// <summary>Cancels what has not ended.</summary>
    /// <param name="id">The generation.</param>
    /// <param name="imageIndex">One slot, or null for all.</param>
    Task<ChangeOutcome> CancelAsync(string id, int? imageIndex, CancellationToken cancellationToken);

    /// <summary>Puts a failed or cancelled slot back into the queue of the provider that was asked for. One that is waiting or running is left as it is.</summary>
    Task<ChangeOutcome> RetryAsync(string id, int imageIndex, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the claims of runners that are gone: each running slot whose lease lapsed, or is known to be of a runner that no longer
    /// lives, is put back or reported, as decided. On one machine that is every runner but the owner. A slot that was tried often
    /// enough is reported in any case: what stops the server each time must not do so for ever.
    /// </summary>
    /// <param name="owner">Who asks; its own leases count as alive until they lapse.</param>
    /// <param name="held">What the owner is working on: not cut off, whatever a clock that was set says of the lease.</param>
    /// <param name="maxTries">How often a slot may be tried in all.</param>
    /// <param name="decide">Given the request and what the provider can pick the call up with: true to run it again, false to report it interrupted.</param>
    /// <returns>How many slots were cut off.</returns>
    Task<int> RecoverAsync(
        string owner, IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> decide, CancellationToken cancellationToken);
}

/// <summary>A caller's name for a request, so that sending it twice starts it once.</summary>
/// <param name="Key">1 to 255 characters.</param>
/// <param name="BodyHash">A hash of what was sent with it, in hexadecimal.</param>
public sealed record IdempotencyKey(string Key, string BodyHash);

/// <summary>The right to run one slot, for as long as it is renewed.</summary>
/// <param name="Attempt">Which claim of the slot this is; a later claim makes this one void.</param>
/// <param name="Tries">Which try of this provider this is since a person asked for it, from 1.</param>
/// <param name="Request">What the slot's provider is asked for.</param>
/// <param name="FirstStartedAt">When the first of these tries began.</param>
/// <param name="ResumeToken">What an earlier process was told to pick the call up with, or null.</param>
public sealed record SlotLease(
    string GenerationId, int ImageIndex, int Attempt, int Tries, string Owner, GenerationRequest Request,
    DateTimeOffset FirstStartedAt, string? ResumeToken = null)
{
    /// <summary>What was asked for in the first place; <see cref="Request"/> is what this provider is asked for.</summary>
    public GenerationRequest Requested { get; init; } = Request;

    /// <summary>Who failed before, the provider that was asked for first; empty where that one still tries.</summary>
    public ImmutableArray<FailedProvider> Failed { get; init; } = [];

    /// <summary>How long it is likely to take, by what this provider and model last took; null where too little is known.</summary>
    public TimeSpan? Expected { get; init; }
}

/// <summary>A partial image's preview, stored and about to be announced.</summary>
/// <param name="Index">Counts from 0.</param>
/// <param name="PreviewKey">Its key in the preview store.</param>
public sealed record PartialPreview(int Index, string PreviewKey, int Width, int Height, string Mime);

/// <summary>An event among those of all generations.</summary>
/// <param name="Position">Grows with every event; unlike sequence numbers it may have gaps.</param>
public sealed record PositionedEvent(long Position, string GenerationId, LoggedEvent Logged);

/// <summary>Running generations with the newest partial image of each slot, as of one moment.</summary>
/// <param name="Position">Of the newest event that is in it.</param>
public sealed record RunningSnapshot(
    long Position, ImmutableArray<(GenerationState State, ImmutableDictionary<int, PartialPreview> Frames)> Generations);

public abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    public sealed record Created(GenerationState State) : CreateOutcome;

    /// <summary>The idempotency key was used before with the same body.</summary>
    public sealed record Existing(GenerationState State) : CreateOutcome;

    /// <summary>The idempotency key was used before with another body.</summary>
    public sealed record KeyReused(string GenerationId) : CreateOutcome;

    /// <param name="Unfinished">Slots that are waiting or running.</param>
    public sealed record QueueFull(int Unfinished) : CreateOutcome;
}

public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <param name="State">After the change, which may have been none.</param>
    /// <param name="Changed">The slots that were changed.</param>
    public sealed record Done(GenerationState State, ImmutableArray<int> Changed) : ChangeOutcome;

    /// <summary>No such generation, or no such slot in it.</summary>
    public sealed record NotFound : ChangeOutcome;

    /// <summary>The slot has its image: there is nothing to retry.</summary>
    public sealed record AlreadyReady(string ImageId) : ChangeOutcome;
}
