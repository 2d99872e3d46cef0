using Darkroom.Gallery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/events</c>: one stream for all generations, so that a browser needs one connection for all its tabs.</summary>
internal static class WatchAllEvents
{
    public static async Task<IResult> HandleAsync(
        string? after,
        string? inline,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        IEventLog log,
        IBulkJobs jobs,
        IOptions<JsonOptions> json,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryReadEvents(lastEventId, after, inline, out var position, out var images, out var error))
        {
            return Problems.Invalid(error);
        }

        // A position beyond the log belongs to another store, or to a time before a backup was restored: start with a snapshot.
        var resumes = position is not null && position <= await log.PositionAsync(cancellationToken);
        return new EventStream(new AllEventsSource(log, jobs, resumes ? position : null, json.Value.SerializerOptions, time), images);
    }
}
