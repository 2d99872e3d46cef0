using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Keys;

namespace Darkroom.Generations;

/// <summary>
/// Stores generations and their slots. Every verb is one transaction: a state and the events that report it are written together or
/// not at all, and afterwards the generation's signal is raised.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IGenerationStore
{
    /// <summary>
    /// Accepts generations: all of them, or none. When this returns, they survive anything but the loss of the disk.
    /// </summary>
    /// <param name="all">One or more generations. With an idempotency key, the first has the key and the others have keys that follow from it.</param>
    /// <param name="written">What the user wrote, which becomes the newest prompt of the history; null to leave the history as it is.</param>
    /// <param name="queueLimit">The generations are refused if more slots than this would be unfinished.</param>
    /// <returns>
    /// <see cref="StartOutcome.AllAccepted"/>, <see cref="StartOutcome.KeyReused"/>, <see cref="StartOutcome.QueueFull"/> or
    /// <see cref="StartOutcome.OverKeyLimit"/>. Concurrent calls cannot exceed a limit together.
    /// </returns>
    Task<StartOutcome> CreateAllAsync(
        ImmutableArray<NewGeneration> all, WrittenPrompt? written, int queueLimit, CancellationToken cancellationToken);

    /// <summary>Accepts one generation, whose prompt becomes the newest of the history unless it belongs to a campaign.</summary>
    /// <param name="id">A new id.</param>
    /// <param name="request">A validated request.</param>
    /// <param name="idempotency">The client's key and the hash of its request; null if it sent none.</param>
    /// <param name="queueLimit">The request is refused if more slots than this would be unfinished.</param>
    /// <returns><see cref="StartOutcome.Accepted"/>, <see cref="StartOutcome.KeyReused"/> or <see cref="StartOutcome.QueueFull"/>.</returns>
    async Task<StartOutcome> CreateAsync(
        string id, GenerationRequest request, IdempotencyKey? idempotency, int queueLimit, CancellationToken cancellationToken)
    {
        var written = request.CampaignId is null ? new WrittenPrompt(request.Prompt, request.NegativePrompt) : null;
        return (await CreateAllAsync([new NewGeneration(id, request, idempotency)], written, queueLimit, cancellationToken)).OfOne;
    }

    /// <summary>Returns whether a generation was accepted under an idempotency key, whatever its request was.</summary>
    Task<bool> HasKeyAsync(string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>Returns a generation; null if there is none with this id.</summary>
    Task<GenerationState?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the newest generations that belong to no campaign, the newest first.</summary>
    /// <param name="limit">The maximum number of generations, 1 to 100.</param>
    Task<ImmutableArray<GenerationState>> RecentAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Returns the generations before one that belong to no campaign, the newest first; empty if there is no generation with this id.</summary>
    /// <param name="id">The id of the generation that the others are older than.</param>
    /// <param name="limit">The maximum number of generations, 1 to 100.</param>
    Task<ImmutableArray<GenerationState>> EarlierAsync(string id, int limit, CancellationToken cancellationToken);

    /// <summary>Returns the generations with slots that run or wait: first those of which no slot waits, then the others in the order in which they are started.</summary>
    /// <param name="limit">The maximum number of generations.</param>
    Task<ImmutableArray<GenerationState>> UnfinishedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Changes when the waiting slots of a generation are started: just before those of another one, or after all others.</summary>
    /// <param name="id">The generation to move.</param>
    /// <param name="before">The generation that it is started before; null to start it last.</param>
    /// <returns>False if one of them has no slots that wait, or if they are the same one; nothing was changed then.</returns>
    Task<bool> MoveAsync(string id, string? before, CancellationToken cancellationToken);

    /// <summary>Returns the newest partial image of each slot's current attempt, by image index.</summary>
    Task<ImmutableDictionary<int, PartialPreview>> NewestPartialsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Cancels the slots that have not ended.</summary>
    /// <param name="id">The generation id.</param>
    /// <param name="imageIndex">The slot to cancel; null for all.</param>
    Task<ChangeOutcome> CancelAsync(string id, int? imageIndex, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a failed or cancelled slot back into the queue of the requested provider. A slot that is waiting, running or ready is left
    /// unchanged.
    /// </summary>
    /// <param name="key">What the retry uses of the limits of its caller's API key, to which the image counts from now on; null if the owner retries.</param>
    Task<ChangeOutcome> RetryAsync(string id, int imageIndex, KeyClaim? key, CancellationToken cancellationToken);
}

/// <summary>A generation to accept.</summary>
/// <param name="Id">A new id.</param>
/// <param name="Request">A validated request.</param>
/// <param name="Idempotency">The client's key and the hash of its request; null if it sent none.</param>
public sealed record NewGeneration(string Id, GenerationRequest Request, IdempotencyKey? Idempotency)
{
    /// <summary>What it uses of the limits of its caller's API key, the same key for all that are created together; null if the owner starts it.</summary>
    public KeyClaim? Key { get; init; }

    /// <summary>The W3C trace context of the caller, which the run continues; null if there is none.</summary>
    public string? TraceParent { get; init; } = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: var id } ? id : null;
}

/// <summary>The texts of a request as a user wrote them, before presets and alternatives were expanded.</summary>
public sealed record WrittenPrompt(string Prompt, string? NegativePrompt);

/// <summary>The outcome of cancelling or retrying slots.</summary>
public abstract record ChangeOutcome
{
    private ChangeOutcome()
    {
    }

    /// <summary>The generation exists; some or none of its slots were changed.</summary>
    /// <param name="State">The state after the change.</param>
    /// <param name="Changed">The indexes of the slots that were changed; empty if none was.</param>
    public sealed record Done(GenerationState State, ImmutableArray<int> Changed) : ChangeOutcome;

    /// <summary>There is no such generation, or it has no such slot.</summary>
    public sealed record NotFound : ChangeOutcome;

    /// <summary>The slot has its image, so there is nothing to retry.</summary>
    public sealed record AlreadyReady(string ImageId) : ChangeOutcome;

    /// <summary>A limit of the caller's API key refuses it; nothing was changed.</summary>
    public sealed record OverKeyLimit(KeyRefusal Refusal) : ChangeOutcome;
}
