using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Darkroom.Server.Sharing.Pages;
using Darkroom.Sharing;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Sharing.Api;

/// <summary><c>GET /s/{token}/events</c>: the events of a shared generation, with what the link shows and nothing else.</summary>
internal static class SharedEvents
{
    public static async Task<IResult> HandleAsync(
        string token,
        string? after,
        string? inline,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        ShareLinks links,
        IShareStore shares,
        IGenerationStore store,
        IEventLog log,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var outcome = await links.FindAsync(token, cancellationToken);
        if (outcome is not LinkOutcome<ShareLink>.Open(var link))
        {
            return SharedFiles.Closed(outcome, context);
        }

        if (link.Target.Kind != ShareKind.Generation)
        {
            return Problems.NotFound("This link does not open a generation.");
        }

        if (!QueryParameters.TryReadEvents(lastEventId, after, inline, out var position, out var images, out var error))
        {
            return Problems.Invalid(error);
        }

        return new EventStream(new Source(token, link, links, shares, store, log, position ?? 0), images == Inline.All ? Inline.Previews : images);
    }

    private sealed class Source(
        string token, ShareLink link, ShareLinks links, IShareStore shares, IGenerationStore store, IEventLog log, long after) : EventSource
    {
        private long _sent = after;
        private bool _ended;

        public override IReadOnlySet<string> Topics { get; } = ImmutableHashSet.Create(link.Target.Id);

        public override async Task<ImmutableArray<StreamEvent>> NextAsync(int limit, CancellationToken cancellationToken)
        {
            // The link may have ended since the stream was opened.
            _ended = await links.FindAsync(token, cancellationToken) is not LinkOutcome<ShareLink>.Open;
            if (_ended)
            {
                return [];
            }

            var events = await log.ReadAsync(link.Target.Id, _sent, limit, cancellationToken);
            _sent = events.IsEmpty ? _sent : events[^1].Sequence;
            var shown = ImmutableArray.CreateBuilder<StreamEvent>(events.Length);
            foreach (var logged in events)
            {
                shown.Add(new StreamEvent(logged.Sequence, "", await ReduceAsync(logged, cancellationToken)));
            }

            return shown.ToImmutable();
        }

        public override async ValueTask<bool> IsOverAsync(CancellationToken cancellationToken)
        {
            if (_ended)
            {
                return true;
            }

            var state = await store.FindAsync(link.Target.Id, cancellationToken);
            return state is null || (state.Ended && _sent >= state.LastSequence);
        }

        private async Task<LoggedEvent> ReduceAsync(LoggedEvent logged, CancellationToken cancellationToken)
        {
            var visible = logged switch
            {
                { Type: "image", Image: { } id } => await shares.FindFileAsync(link.Target, id, cancellationToken) is not null,
                { Type: "partial_image", Image: { } key } => await shares.HasPreviewAsync(link.Target, key, cancellationToken),
                _ => true,
            };
            return visible
                ? logged with { Json = SharedEventJson.Reduce(logged, $"/s/{token}") }
                : logged with { Type = "progress", Image = null, Json = SharedEventJson.Nothing };
        }
    }
}

/// <summary>Removes from events what a link does not show: prompts, providers, models, seeds, costs, and the reasons of failures.</summary>
internal static class SharedEventJson
{
    /// <summary>Takes the place of an event whose image is in the trash, so that the numbers of events stay in order.</summary>
    public const string Nothing = "{\"stage\":\"queued\",\"done\":0,\"of\":0,\"message\":\"\"}";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ImmutableDictionary<string, string[]> Shown = ImmutableDictionary.CreateRange(new KeyValuePair<string, string[]>[]
    {
        new("progress", ["stage", "image_index", "done", "of"]),
        new("partial_image", ["image_index", "partial_image_index", "url", "width", "height", "mime"]),
        new("image", ["image_index", "id", "url", "width", "height", "mime", "thumbhash"]),
        new("error", ["image_index"]),
        new("complete", ["status", "done", "failed", "of"]),
    });

    /// <param name="root">What the addresses of images begin with.</param>
    public static string Reduce(LoggedEvent logged, string root)
    {
        var all = JsonNode.Parse(logged.Json)!.AsObject();
        var shown = new JsonObject();
        foreach (var name in Shown.GetValueOrDefault(logged.Type) ?? [])
        {
            if (all[name] is { } value)
            {
                shown[name] = name == "url" ? root + value.GetValue<string>() : value.DeepClone();
            }
        }

        if (logged.Type == "progress")
        {
            shown["message"] = "";
        }

        if (logged.Type == "error")
        {
            (shown["code"], shown["message"], shown["advice"], shown["retryable"]) =
                (all["code"]?.GetValue<string>() == "cancelled" ? "cancelled" : "internal", SharingTexts.NotMade, "", false);
        }

        return shown.ToJsonString(Readable);
    }
}
