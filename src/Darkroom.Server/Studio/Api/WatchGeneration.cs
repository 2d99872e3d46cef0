using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/generations/{id}/events</c>: the event log as a stream, from any point on.</summary>
internal static class WatchGeneration
{
    public static async Task<IResult> HandleAsync(
        string id,
        string? after,
        string? inline,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        GenerationService generations,
        CancellationToken cancellationToken)
    {
        // The browser's own reconnect knows better than the address it began with.
        if (!TryReadSequence(lastEventId ?? after, out var sequence))
        {
            return BadSequence(lastEventId is null ? "after" : "Last-Event-ID");
        }

        if (!TryReadInline(inline, Inline.None, out var pictures, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        return Ids.IsWellFormed(id) && await generations.FindAsync(id, cancellationToken) is not null
            ? new EventStream(new GenerationEventSource(id, sequence), pictures)
            : Problems.NotFound("There is no such generation.");
    }

    public static bool TryReadInline(
        string? text, Inline otherwise, out Inline inline, [NotNullWhen(false)] out ValidationError? wrong)
    {
        (inline, wrong) = text switch
        {
            null => (otherwise, null),
            "none" => (Inline.None, null),
            "previews" => (Inline.Previews, null),
            "all" => (Inline.All, null),
            _ => (otherwise, new ValidationError("inline", "Choose none, previews or all.")),
        };
        return wrong is null;
    }

    public static IResult BadSequence(string field) =>
        Problems.Invalid(new ValidationError(field, "Send the id of the last event that was received: a whole number from 0."));

    public static bool TryReadSequence(string? text, out long sequence)
    {
        sequence = 0;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }
}
