using System.ComponentModel;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary>What runs and waits, its order, and its cancellation.</summary>
internal static class ReadQueue
{
    /// <summary><c>GET /api/queue</c>.</summary>
    public static async Task<Ok<QueueView>> GetAsync(RunQueue queue, ProviderCatalog providers, CancellationToken cancellationToken) =>
        TypedResults.Ok(QueueView.From(await queue.ListAsync(cancellationToken), providers));

    /// <summary><c>POST /api/queue/cancel</c>. Idempotent; a generation that has ended or that is unknown is left out.</summary>
    public static async Task<Results<Ok<QueueView>, ProblemHttpResult>> CancelAsync(
        QueueCancelBody body, GenerationService generations, RunQueue queue, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        if (body.Problem is { } problem)
        {
            return Problems.Invalid([new ValidationError("ids", problem)]);
        }

        foreach (var id in body.Ids!.Value.OfType<string>().Distinct(StringComparer.Ordinal))
        {
            await generations.CancelAsync(id, null, cancellationToken);
        }

        return TypedResults.Ok(QueueView.From(await queue.ListAsync(cancellationToken), providers));
    }

    /// <summary><c>POST /api/queue/move</c>. The answer has the new order. A generation of which no image waits any more is left where it is.</summary>
    public static async Task<Results<Ok<QueueView>, ProblemHttpResult>> MoveAsync(
        QueueMoveBody body, RunQueue queue, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        if (body.Problem is { } problem)
        {
            return Problems.Invalid([problem]);
        }

        await queue.MoveAsync(body.Id!, body.Before, cancellationToken);
        return TypedResults.Ok(QueueView.From(await queue.ListAsync(cancellationToken), providers));
    }
}

/// <summary>The body of <c>POST /api/queue/move</c>.</summary>
public sealed record QueueMoveBody : KnownFields
{
    [Description("The id of the generation to move.")]
    public string? Id { get; init; }

    [Description("The id of the generation that it is started before; absent or null to start it last.")]
    public string? Before { get; init; }

    internal ValidationError? Problem => Id is null || !Darkroom.Ids.IsWellFormed(Id) ? new ValidationError("id", "Send the id of a generation: 32 hexadecimal digits.")
        : Before is not null && !Darkroom.Ids.IsWellFormed(Before) ? new ValidationError("before", "Send the id of a generation, 32 hexadecimal digits, or nothing.")
        : null;
}

/// <summary>The body of <c>POST /api/queue/cancel</c>.</summary>
public sealed record QueueCancelBody : KnownFields
{
    private const int MaxIds = 10_000;

    [Description("The ids of the generations to cancel, at most 10,000: those that were shown, so that a newer one is not cancelled.")]
    public ImmutableArray<string?>? Ids { get; init; }

    internal string? Problem => Ids is not { Length: > 0 and <= MaxIds } ids ? $"Send 1 to {MaxIds:N0} ids of generations."
        : ids.Any(id => id is null || !Darkroom.Ids.IsWellFormed(id)) ? "Send ids of generations: 32 hexadecimal digits."
        : null;
}

/// <summary>Everything that runs or waits.</summary>
/// <param name="Runs">The generations that have not ended, in the order in which they are started.</param>
public sealed record QueueView(ImmutableArray<QueuedRunView> Runs)
{
    internal static QueueView From(ImmutableArray<QueuedRun> runs, ProviderCatalog providers) =>
        new([.. runs.Select(run => QueuedRunView.From(run, providers))]);
}

/// <summary>A generation that runs or waits.</summary>
/// <param name="Prompt">Its beginning, at most 200 characters.</param>
/// <param name="ProviderName">The name of the requested provider.</param>
/// <param name="N">The number of requested images.</param>
/// <param name="Done">The number of finished images.</param>
/// <param name="Running">The number of images that are being made.</param>
/// <param name="Waiting">The number of images that wait.</param>
/// <param name="Failed">The number of images that failed.</param>
/// <param name="Cancelled">The number of images that were cancelled.</param>
/// <param name="QueuePosition">The number of images that the provider starts before the next one; absent if none waits.</param>
/// <param name="EtaMs">The estimated milliseconds until the images that are being made now are finished; absent if unknown.</param>
/// <param name="HeldBecause"><c>rate</c>: the limit <c>ImagesPerMinute</c> is reached. <c>circuit</c>: the provider failed several times in a row.</param>
/// <param name="HeldUntil">When the next image may start, if its provider is paused.</param>
public sealed record QueuedRunView(
    string Id, string Prompt, string Provider, string ProviderName, DateTimeOffset CreatedAt, int N, int Done, int Running, int Waiting, int Failed,
    int Cancelled, int? QueuePosition, long? EtaMs, PauseReason? HeldBecause, DateTimeOffset? HeldUntil)
{
    private const int MaxPrompt = 200;

    internal static QueuedRunView From(QueuedRun run, ProviderCatalog providers)
    {
        var request = run.State.Request;
        return new QueuedRunView(
            run.State.Id,
            PageText.Short(request.Prompt, MaxPrompt),
            request.Provider,
            providers.NameOf(request.Provider),
            run.State.CreatedAt,
            request.N,
            run.State.Done,
            Count(SlotStatus.Running),
            Count(SlotStatus.Waiting),
            Count(SlotStatus.Failed),
            Count(SlotStatus.Cancelled),
            run.Position,
            (long?)run.Remaining?.TotalMilliseconds,
            run.Paused?.Reason,
            run.Paused?.Until);

        int Count(SlotStatus status) => run.State.Slots.Count(slot => slot.Status == status);
    }
}
