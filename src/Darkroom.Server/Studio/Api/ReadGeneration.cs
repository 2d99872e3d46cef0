using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary>A generation: its state, and its events.</summary>
internal static class ReadGeneration
{
    private static ProblemHttpResult NotFound => Problems.NotFound(ProblemTexts.NoGeneration);

    /// <summary><c>GET /api/generations/{id}</c>.</summary>
    public static async Task<Results<Ok<GenerationView>, ProblemHttpResult>> GetAsync(
        string id, IGenerationStore store, HttpContext context, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } state
            ? TypedResults.Ok(GenerationView.From(state) with { ApiKey = Operator.RefusalOf(context) is null ? state.ApiKeyId : null })
            : NotFound;

    /// <summary><c>GET /api/generations/{id}/events</c>: the event log as a stream, from the start or after an event.</summary>
    public static async Task<IResult> WatchAsync(
        string id,
        string? after,
        string? inline,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        IGenerationStore store,
        IEventLog log,
        CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryReadEvents(lastEventId, after, inline, out var position, out var images, out var error))
        {
            return Problems.Invalid(error);
        }

        return Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is not null
            ? new EventStream(new GenerationEventSource(store, log, id, position ?? 0), images)
            : NotFound;
    }
}
