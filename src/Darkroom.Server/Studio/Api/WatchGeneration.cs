using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/generations/{id}/events</c>: the event log as a stream, from the start or after an event.</summary>
internal static class WatchGeneration
{
    public static async Task<IResult> HandleAsync(
        string id,
        string? after,
        string? inline,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        IJobStore store,
        CancellationToken cancellationToken)
    {
        if (!EventParameters.TryReadPosition(lastEventId, after, out var position, out var error)
            || !EventParameters.TryReadInline(inline, Inline.None, out var images, out error))
        {
            return Problems.Invalid(error);
        }

        return Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is not null
            ? new EventStream(new GenerationEventSource(store, id, position ?? 0), images)
            : Problems.NotFound("There is no such generation.");
    }
}
