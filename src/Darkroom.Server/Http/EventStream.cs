using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Darkroom.Storage;

namespace Darkroom.Server.Http;

/// <summary>
/// Sends the events of a source as server-sent events: those that exist, then new ones, by the same code. Ends when the source is over, when
/// the client disconnects, or when the host stops.
/// </summary>
/// <remarks>
/// Events are read in batches as fast as the client takes them, so a slow client costs no memory and delays no one else. It gets every
/// event; of partial images that are stale by then it gets the event without the bytes.
/// </remarks>
internal sealed partial class EventStream(EventSource source, Inline inline = Inline.None) : IResult
{
    /// <summary>A partial image that is older than this and followed by a newer one of the same image is sent without its bytes.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(1);

    private const int BatchSize = 64;

    /// <summary>The longest silence of a stream. Proxies close connections that are silent for a minute; some for half of that.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = EndOf(httpContext);
        using var open = new OpenStream("api");
        Prepare(httpContext.Response);
        try
        {
            await FollowAsync(httpContext, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client disconnected, or the host stops and the client will reconnect with Last-Event-ID.
        }
        catch (Exception fault) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            await ReportAsync(httpContext, fault);
        }
    }

    /// <summary>Returns a source whose token fires when the client disconnects or the host stops.</summary>
    public static CancellationTokenSource EndOf(HttpContext httpContext) => CancellationTokenSource.CreateLinkedTokenSource(
        httpContext.RequestAborted,
        httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);

    /// <summary>Sets the headers that make browsers and proxies pass on every event at once.</summary>
    public static void Prepare(HttpResponse response)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private async Task FollowAsync(HttpContext httpContext, CancellationToken cancellationToken)
    {
        var services = httpContext.RequestServices;
        var signals = services.GetRequiredService<IJobSignals>();
        var writer = httpContext.Response.BodyWriter;
        var heartbeat = new Heartbeat(services.GetRequiredService<TimeProvider>(), writer);

        // Subscribe before the first read, so that no event is missed, and before the first byte: a client that received one counts as watching.
        var topics = source.Topics;
        var subscription = signals.Subscribe(topics);
        try
        {
            writer.Write("retry: 1000\n\n"u8);
            await writer.FlushAsync(cancellationToken);
            while (true)
            {
                var batch = await source.NextAsync(BatchSize, cancellationToken);
                var changed = !topics.SetEquals(source.Topics);
                if (changed)
                {
                    subscription.Dispose();
                    topics = source.Topics;
                    subscription = signals.Subscribe(topics);
                }

                await SendAsync(httpContext, batch, heartbeat, cancellationToken);
                if (changed || batch.Length == BatchSize)
                {
                    continue;
                }

                if (await source.IsOverAsync(cancellationToken))
                {
                    return;
                }

                await heartbeat.WaitAsync(subscription, cancellationToken);
            }
        }
        finally
        {
            subscription.Dispose();
        }
    }

    private async Task SendAsync(HttpContext httpContext, ImmutableArray<StreamEvent> batch, Heartbeat heartbeat, CancellationToken cancellationToken)
    {
        var images = httpContext.RequestServices.GetRequiredService<EventImages>();
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        var siteBase = SiteLinks.BaseOf(httpContext.Request);
        for (var i = 0; i < batch.Length; i++)
        {
            var (id, _, logged, showSequence) = batch[i];
            var stale = time.GetUtcNow() - logged.At > StaleAfter && IsSuperseded(batch.AsSpan()[i..]);
            var image = stale ? null : await images.ReadAsync(logged, inline, cancellationToken);
            WriteEvent(httpContext.Response.BodyWriter, id, logged.Type, JsonOf(logged, siteBase), showSequence ? logged.Sequence : null, image);
            OpenStream.Sent(httpContext.Response.BodyWriter);
            await httpContext.Response.BodyWriter.FlushAsync(cancellationToken);
            heartbeat.Reset();
        }
    }

    /// <summary>Reports a failure as an event, because the status line is sent. It has no id, so that a client resumes before it.</summary>
    private async Task ReportAsync(HttpContext httpContext, Exception fault)
    {
        LogFault(httpContext.RequestServices.GetRequiredService<ILogger<EventStream>>(), fault, string.Join(", ", source.Topics));
        var storageText = (fault as StorageException)?.Message;
        var failed = new GenerationEvent.SlotFailed(
            source.GenerationId,
            null,
            storageText is null ? FailureCode.Internal : FailureCode.Unavailable,
            storageText ?? "The event stream failed. Darkroom's log has the details.",
            Retryable: true);
        WriteEvent(httpContext.Response.BodyWriter, null, failed.Type, EventJson.Write(failed), null, null);
        await httpContext.Response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    /// <summary>Logged events hold paths of the site; events that were made for this request hold complete addresses.</summary>
    private static string JsonOf(LoggedEvent logged, string siteBase) =>
        logged.Sequence > 0 ? SiteLinks.Address(logged.Json, siteBase) : logged.Json;

    /// <summary>Returns true if a newer event about the same image follows the first one.</summary>
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

    /// <summary>Writes one event. Additional properties follow the logged JSON; the image is encoded straight into the pipe.</summary>
    private static void WriteEvent(PipeWriter writer, long? id, string type, string json, long? sequence, byte[]? image)
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

        if (image is not null)
        {
            writer.Write(",\"data\":\""u8);
            var room = writer.GetSpan(Base64.GetMaxEncodedToUtf8Length(image.Length));
            Base64.EncodeToUtf8(image, room, out _, out var written);
            writer.Advance(written);
            writer.Write("\""u8);
        }

        writer.Write("}\n\n"u8);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The event stream of {Topics} failed")]
    private static partial void LogFault(ILogger log, Exception fault, string topics);

    /// <summary>
    /// Sends a <c>heartbeat</c> event when the stream has sent nothing else for a while. It keeps proxies from closing a silent connection, and
    /// a client that gets none knows that its connection is dead: scripts in a page never see a comment line.
    /// </summary>
    /// <remarks>It has no <c>id:</c>, so that a client still resumes after the last logged event.</remarks>
    private sealed class Heartbeat(TimeProvider time, PipeWriter writer)
    {
        private long _sentAt = time.GetTimestamp();

        public void Reset() => _sentAt = time.GetTimestamp();

        /// <summary>
        /// Waits for a signal, and sends a heartbeat when it is due. The interval counts from the last event that was sent: a signal that
        /// leads to no event does not delay the heartbeat.
        /// </summary>
        public async Task WaitAsync(ISignalSubscription subscription, CancellationToken cancellationToken)
        {
            var left = HeartbeatInterval - time.GetElapsedTime(_sentAt);
            if (left > TimeSpan.Zero && await subscription.WaitAsync(left, cancellationToken))
            {
                return;
            }

            writer.Write("event: heartbeat\ndata: {}\n\n"u8);
            await writer.FlushAsync(cancellationToken);
            Reset();
        }
    }
}
