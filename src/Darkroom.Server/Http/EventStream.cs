using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Server.Http;

/// <summary>
/// A feed of logged events as server-sent events: what is in the log first, then what is added to it, by the same code. It ends
/// when the feed is over, when the client leaves, or when the host stops.
/// </summary>
/// <remarks>
/// The log is read as fast as the client takes it, a batch at a time, so a slow client costs no memory and slows nobody. What it
/// missed is still in the log; of partial images that are stale by then it gets the event but not the bytes.
/// </remarks>
internal sealed partial class EventStream(EventSource feed, Inline inline) : IResult
{
    /// <summary>Older than this and followed by a newer picture of the same image, a partial image is sent without its bytes.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(1);

    private const int Batch = 64;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var end = EndOf(httpContext);
        Prepare(httpContext.Response);
        var writer = httpContext.Response.BodyWriter;

        // Subscribed before the log is read: what is written in between raises the signal. And before the client hears anything of us:
        // once it does, it counts as watching.
        using var news = services.GetRequiredService<IJobSignals>().Subscribe(feed.Topic);
        try
        {
            writer.Write("retry: 1000\n\n"u8);
            await writer.FlushAsync(end.Token);
            await FollowAsync(httpContext, news, writer, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or the host stops and the client will come back with Last-Event-ID.
        }
        catch (Exception fault) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            // The status line is long gone: the fault is told in band, without an id, so that a client resumes before it.
            LogFault(services.GetRequiredService<ILogger<EventStream>>(), fault, feed.GenerationId);
            var words = (fault as StorageException)?.Message;
            var told = new GenerationEvent.SlotFailed(
                feed.GenerationId,
                null,
                words is null ? FailureCode.Internal : FailureCode.Unavailable,
                words ?? "The event stream broke. Darkroom's log has the details.",
                Retryable: true);
            WriteEvent(writer, null, told.Type, EventJson.Write(told), null, null);
            await writer.FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>Fires when the client leaves or the host stops.</summary>
    public static CancellationTokenSource EndOf(HttpContext httpContext) => CancellationTokenSource.CreateLinkedTokenSource(
        httpContext.RequestAborted,
        httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

    /// <summary>Headers that make browsers and proxies pass on every event at once.</summary>
    public static void Prepare(HttpResponse response)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private async Task FollowAsync(
        HttpContext httpContext, ISignalSubscription news, PipeWriter writer, CancellationToken cancellationToken)
    {
        var services = httpContext.RequestServices;
        var siteBase = SiteLinks.BaseOf(httpContext.Request);
        var log = services.GetRequiredService<IEventLog>();
        var store = services.GetRequiredService<IGenerationStore>();
        var pictures = services.GetRequiredService<EventImages>();
        var time = services.GetRequiredService<TimeProvider>();
        var heartbeat = new Heartbeat(time);
        while (true)
        {
            var batch = await feed.NextAsync(log, Batch, cancellationToken);
            for (var i = 0; i < batch.Length; i++)
            {
                var (id, _, logged, showSequence) = batch[i];
                var stale = time.GetUtcNow() - logged.At > Stale && IsSuperseded(batch.AsSpan()[i..]);
                var picture = stale ? null : await pictures.ReadAsync(logged, inline, cancellationToken);
                WriteEvent(writer, id, logged.Type, JsonOf(logged, siteBase), showSequence ? logged.Sequence : null, picture);
                await writer.FlushAsync(cancellationToken);
                heartbeat.Sent();
            }

            if (batch.Length == Batch)
            {
                continue;
            }

            if (await feed.IsOverAsync(store, cancellationToken))
            {
                return;
            }

            await heartbeat.WaitAsync(news, writer, cancellationToken);
        }
    }

    /// <summary>What comes from the log holds paths; what is made for this request, without a number, holds addresses already.</summary>
    private static string JsonOf(LoggedEvent logged, string siteBase) =>
        logged.Sequence > 0 ? SiteLinks.Address(logged.Json, siteBase) : logged.Json;

    /// <summary>Whether a newer picture of the same image follows the first event.</summary>
    private static bool IsSuperseded(ReadOnlySpan<StreamEvent> events)
    {
        var first = events[0];
        if (first.Logged.Type != "partial_image")
        {
            return false;
        }

        foreach (var later in events[1..])
        {
            if (later.IsOfSameImage(first) && later.Logged.Type is "partial_image" or "image")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes one event. What is added to the logged JSON comes as its last properties, a picture straight from its bytes.</summary>
    private static void WriteEvent(PipeWriter writer, long? id, string type, string json, long? sequence, byte[]? picture)
    {
        var head = id is null
            ? $"event: {type}\ndata: "
            : string.Create(CultureInfo.InvariantCulture, $"id: {id}\nevent: {type}\ndata: ");
        Encoding.UTF8.GetBytes(head, writer);
        Encoding.UTF8.GetBytes(json.AsSpan(0, json.Length - 1), writer);
        if (sequence is not null)
        {
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"sequence\":{sequence}"), writer);
        }

        if (picture is not null)
        {
            writer.Write(",\"data\":\""u8);
            var room = writer.GetSpan(Base64.GetMaxEncodedToUtf8Length(picture.Length));
            Base64.EncodeToUtf8(picture, room, out _, out var written);
            writer.Advance(written);
            writer.Write("\""u8);
        }

        writer.Write("}\n\n"u8);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The event stream of {GenerationId} broke")]
    private static partial void LogFault(ILogger log, Exception fault, string generationId);
}
