using System.Collections.Immutable;

namespace Darkroom.Generations;

/// <summary>
/// Decides which runner works on which slot, and stores the results. Every verb is one transaction; the generation's signal is raised
/// afterwards. A verb that takes a lease changes nothing once the slot no longer belongs to the lease.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface ISlotQueue
{
    /// <summary>
    /// Claims the slot that has waited longest, may be tried now, and whose provider has room: below its concurrency and its images per minute,
    /// and with a circuit that is not open. All of that follows from what is stored, so that the limits hold for all processes that share
    /// the storage. A pause is reported once to the generations that wait for it.
    /// </summary>
    /// <param name="owner">The runner that gets the lease.</param>
    /// <param name="limits">The providers whose slots may be claimed.</param>
    /// <param name="lease">How long the slot belongs to the owner unless the lease is renewed.</param>
    Task<ClaimOutcome> ClaimAsync(string owner, IReadOnlyCollection<QueueLimits> limits, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Extends leases.</summary>
    /// <returns>
    /// The leases that were lost, because the slot was cancelled, retried or claimed again. A slot that was only reported as interrupted is not
    /// lost: its image can still come.
    /// </returns>
    Task<ImmutableArray<SlotLease>> RenewAsync(
        IReadOnlyCollection<SlotLease> leases, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Reports a step of the slot's work.</summary>
    /// <returns>False if the slot no longer belongs to the lease; nothing was written then.</returns>
    Task<bool> ReportProgressAsync(SlotLease lease, SlotStep progress, CancellationToken cancellationToken);

    /// <summary>Adds a partial image whose preview is stored.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> AddPartialImageAsync(SlotLease lease, PartialPreview preview, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a slot with its image, and settles the charge of its call. This decides a race with a cancel; the charge is settled in either case.
    /// An image that comes after its slot was reported as interrupted is kept unless the slot was retried: it was paid for.
    /// </summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> CompleteAsync(SlotLease lease, FinishedImage image, CancellationToken cancellationToken);

    /// <summary>Ends a slot with a failure.</summary>
    /// <param name="providerCalled">False if the provider was not called, so that the failure says nothing about it.</param>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> FailAsync(SlotLease lease, Failure failure, bool providerCalled, CancellationToken cancellationToken);

    /// <summary>Stores the token with which the provider can resume this call after a crash; null if the call can no longer be resumed.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> StoreResumeTokenAsync(SlotLease lease, string? resumeToken, CancellationToken cancellationToken);

    /// <summary>Stores the last partial image of a try that is about to fail, until the slot has its image.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> StoreUnfinishedAsync(SlotLease lease, UnfinishedImage unfinished, CancellationToken cancellationToken);

    /// <summary>Puts a slot back into its queue, to be tried again after a delay.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> PostponeAsync(SlotLease lease, Failure failure, TimeSpan delay, CancellationToken cancellationToken);

    /// <summary>Moves a slot whose provider has failed permanently to another provider's queue.</summary>
    /// <inheritdoc cref="ReportProgressAsync" path="/returns"/>
    Task<bool> FallBackAsync(SlotLease lease, Failure failure, FallbackStep fallback, CancellationToken cancellationToken);

    /// <summary>
    /// Recovers the running slots whose lease has expired: each is put back into its queue, or reported as interrupted. A slot that was tried
    /// <paramref name="maxTries"/> times is reported in any case, because it may be what stops the server. The leases of a process that is
    /// known to be gone expire before the first claim.
    /// </summary>
    /// <param name="held">The leases of slots that the caller is working on. They are not recovered, even if the clock was set forward.</param>
    /// <param name="maxTries">The maximum number of tries of a slot.</param>
    /// <param name="runAgain">Decides from the request and the resume token, which may be null: true to run the slot again, false to report it.</param>
    /// <returns>The number of slots that were recovered.</returns>
    Task<int> RecoverAsync(
        IReadOnlyCollection<SlotLease> held, int maxTries, Func<GenerationRequest, string?, bool> runAgain, CancellationToken cancellationToken);
}

/// <summary>The outcome of <see cref="ISlotQueue.ClaimAsync"/>.</summary>
/// <param name="Lease">Null if no slot can be claimed now.</param>
/// <param name="Wait">How long until one may be, if nothing else happens; null if no slot waits for a time.</param>
/// <param name="Paused">The provider queues that are paused.</param>
public sealed record ClaimOutcome(SlotLease? Lease, TimeSpan? Wait, ImmutableArray<PausedQueue> Paused);

/// <summary>The right to run one slot, for as long as it is renewed.</summary>
/// <param name="Attempt">The number of this claim of the slot; a later claim makes this one void.</param>
/// <param name="Tries">The number of this provider's try since a person last requested the image, from 1.</param>
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

    /// <summary>The W3C trace context of the request that queued the generation; null if there is none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Since when the slot has waited; null unless this is its first claim.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>The likely duration, from the last images of this provider and model; null if there are too few.</summary>
    public TimeSpan? Expected { get; init; }
}
