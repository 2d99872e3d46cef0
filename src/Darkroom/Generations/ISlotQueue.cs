using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>
/// Decides which runner works on which slot, and stores what comes of it. Every verb is one transaction; the generation's signal is raised
/// afterwards. A verb that takes a lease changes nothing once the slot no longer belongs to the lease.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface ISlotQueue
{
    /// <summary>Claims the slot that has waited longest and may be tried now.</summary>
    /// <param name="owner">The runner that gets the lease.</param>
    /// <param name="lanes">The ids of the providers that have room.</param>
    /// <param name="lease">How long the slot belongs to the owner unless the lease is renewed.</param>
    /// <returns>Null if no slot can be claimed.</returns>
    Task<SlotLease?> ClaimAsync(string owner, IReadOnlyCollection<string> lanes, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Returns when the next slot that waits for its time may be tried; null if there is none.</summary>
    Task<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> lanes, CancellationToken cancellationToken);

    /// <summary>Extends leases.</summary>
    /// <returns>The leases that were lost, because the slot was cancelled or claimed again.</returns>
    Task<ImmutableArray<SlotLease>> RenewAsync(
        IReadOnlyCollection<SlotLease> leases, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Reports a step of the slot's work.</summary>
    /// <returns>False if the slot no longer belongs to the lease; nothing was written then.</returns>
    Task<bool> ReportProgressAsync(SlotLease lease, SlotStep step, CancellationToken cancellationToken);

    /// <summary>Adds a partial image whose preview is stored.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> AddPartialImageAsync(SlotLease lease, PartialPreview preview, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a slot with its image, and settles the charge of its call. This decides a race with a cancel; the charge is settled in either case.
    /// </summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> CompleteAsync(SlotLease lease, FinishedImage image, CancellationToken cancellationToken);

    /// <summary>Ends a slot with a failure.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> FailAsync(SlotLease lease, Failure failure, CancellationToken cancellationToken);

    /// <summary>Stores the token with which the provider can resume this call after a crash; null if the call can no longer be resumed.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> StoreResumeTokenAsync(SlotLease lease, string? resumeToken, CancellationToken cancellationToken);

    /// <summary>Stores the last partial image of a try that is about to fail, until the slot has its image.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> StoreUnfinishedAsync(SlotLease lease, UnfinishedImage unfinished, CancellationToken cancellationToken);

    /// <summary>
    /// Reports why slots wait: a rate limit to the slot that is next, an open circuit to every generation that waits for the provider,
    /// oldest first and to at most a hundred.
    /// </summary>
    Task ReportPauseAsync(PausedQueue paused, CancellationToken cancellationToken);

    /// <summary>Puts a slot back into its queue, to be tried again after a delay.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> PostponeAsync(SlotLease lease, Failure failure, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Moves a slot whose provider has failed for good to another provider's queue.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> FallBackAsync(SlotLease lease, Failure failure, FallbackStep fallback, CancellationToken cancellationToken);

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

/// <summary>The right to run one slot, for as long as it is renewed.</summary>
/// <param name="Attempt">The number of this claim of the slot; a later claim makes this one void.</param>
/// <param name="Tries">The number of this provider's try since a person asked for the image, from 1.</param>
/// <param name="Request">The request for the slot's provider.</param>
/// <param name="FirstStartedAt">When the first of these tries began.</param>
/// <param name="ResumeToken">The token with which the provider can resume an earlier call; null if there is none.</param>
public sealed record SlotLease(
    string GenerationId, int ImageIndex, int Attempt, int Tries, string Owner, GenerationRequest Request,
    DateTimeOffset FirstStartedAt, string? ResumeToken = null)
{
    /// <summary>The generation's request; <see cref="Request"/> is the one for this provider.</summary>
    public GenerationRequest Requested { get; init; } = Request;

    /// <summary>The providers that failed before, the requested one first; empty while that one is still tried.</summary>
    public ImmutableArray<FailedProvider> Failed { get; init; } = [];

    /// <summary>The likely duration, from the last images of this provider and model; null if there are too few.</summary>
    public TimeSpan? Expected { get; init; }
}

/// <summary>A partial image whose preview is stored.</summary>
/// <param name="Index">The number of the partial image, from 0.</param>
/// <param name="PreviewKey">The key in the preview store.</param>
public sealed record PartialPreview(int Index, string PreviewKey, int Width, int Height, string Mime);
