using Darkroom.Server.Http;
using Darkroom.Generations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/events</c>: one stream for everything, so that a browser needs one connection however many runs it shows.</summary>
internal static class WatchAllEvents
{
    public static async Task<IResult> HandleAsync(
        string? after,
        string? inline,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        IEventLog log,
        IOptions<JsonOptions> json,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var resume = lastEventId ?? after;
        if (!WatchGeneration.TryReadSequence(resume, out var position))
        {
            return WatchGeneration.BadSequence(lastEventId is null ? "after" : "Last-Event-ID");
        }

        if (!WatchGeneration.TryReadInline(inline, Inline.None, out var pictures, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        // A position that is not reached yet is of another store, or of a time before a backup was put back: begin anew.
        var known = !string.IsNullOrEmpty(resume) && position <= await log.PositionAsync(cancellationToken);
        return new EventStream(new AllEventsSource(known ? position : null, json.Value.SerializerOptions, time), pictures);
    }
}
