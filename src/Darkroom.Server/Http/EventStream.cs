using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Darkroom.Embedded;
using Darkroom.Jobs;

namespace Darkroom.Server.Http;

/// <summary>
/// A generation's event log as server-sent events: what is in the log first, then what is added to it, by the same code. It ends
/// when the generation has ended and all of its log was sent, when the client leaves, or when the host stops.
/// </summary>
/// <remarks>
/// The log is read as fast as the client takes it, a batch at a time, so a slow client costs no memory and slows nobody. What it
/// missed is still in the log; of partial images that are stale by then it gets the event but not the bytes.
/// </remarks>
internal sealed partial class EventStream(string generationId, long after, Inline inline) : IResult
{
    /// <summary>Proxies cut connections that are silent for a minute; some for half of that.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Older than this and followed by a newer picture of the same image, a partial image is sent without its bytes.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(1);

    private const int Batch = 64;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var end = EndOf(httpContext);
        Prepare(httpContext.Response);
        var writer = httpContext.Response.BodyWriter;
        try
        {
            writer.Write("retry: 1000\n\n"u8);
            await writer.FlushAsync(end.Token);
            await FollowAsync(services, writer, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or the host stops and the client will come back with Last-Event-ID.
        }
        catch (Exception fault) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            // The status line is long gone: the fault is told in band, without an id, so that a client resumes before it.
            LogFault(services.GetRequiredService<ILogger<EventStream>>(), fault, generationId);
            var words = StorageFault.InWords(fault);
            var told = new GenerationEvent.SlotFailed(
                generationId,
                null,
                words is null ? FailureCode.Internal : FailureCode.Unavailable,
                words ?? "The event stream broke. Darkroom's log has the details.",
                Retryable: true);
            WriteEvent(writer, null, told.Type, EventJson.Write(told), null);
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

    private async Task FollowAsync(IServiceProvider services, PipeWriter writer, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<IJobStore>();
        var pictures = services.GetRequiredService<EventPictures>();
        var time = services.GetRequiredService<TimeProvider>();

        // Subscribed before the log is read: what is written in between raises the signal.
        using var news = services.GetRequiredService<IJobSignals>().Subscribe(generationId);
        var sent = after;
        while (true)
        {
            var batch = await store.EventsAsync(generationId, sent, Batch, cancellationToken);
            for (var i = 0; i < batch.Length; i++)
            {
                var logged = batch[i];
                var stale = time.GetUtcNow() - logged.At > Stale && IsSuperseded(batch.AsSpan()[i..]);
                var picture = stale ? null : await pictures.ReadAsync(logged, inline, cancellationToken);
                WriteEvent(writer, logged.Sequence, logged.Type, logged.Json, picture);
                await writer.FlushAsync(cancellationToken);
                sent = logged.Sequence;
            }

            if (batch.Length == Batch)
            {
                continue;
            }

            if (await IsOverAsync(store, sent, cancellationToken))
            {
                return;
            }

            if (!await news.WaitAsync(Heartbeat, cancellationToken))
            {
                writer.Write(": still here\n\n"u8);
                await writer.FlushAsync(cancellationToken);
            }
        }
    }

    private async Task<bool> IsOverAsync(IJobStore store, long sent, CancellationToken cancellationToken)
    {
        var state = await store.FindAsync(generationId, cancellationToken);
        return state is null || (state.Ended && sent >= state.LastSequence);
    }

    /// <summary>Whether a newer picture of the same image follows the first event.</summary>
    private static bool IsSuperseded(ReadOnlySpan<LoggedEvent> events)
    {
        var first = events[0];
        if (first.Type != "partial_image")
        {
            return false;
        }

        foreach (var later in events[1..])
        {
            if (later.ImageIndex == first.ImageIndex && later.Type is "partial_image" or "image")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes one event. A picture is encoded straight into the response, as the last property of the JSON object.</summary>
    private static void WriteEvent(PipeWriter writer, long? sequence, string type, string json, byte[]? picture)
    {
        var head = sequence is null
            ? $"event: {type}\ndata: "
            : string.Create(CultureInfo.InvariantCulture, $"id: {sequence}\nevent: {type}\ndata: ");
        Encoding.UTF8.GetBytes(head, writer);
        if (picture is null)
        {
            Encoding.UTF8.GetBytes(json, writer);
        }
        else
        {
            Encoding.UTF8.GetBytes(json.AsSpan(0, json.Length - 1), writer);
            writer.Write(",\"data\":\""u8);
            var room = writer.GetSpan(Base64.GetMaxEncodedToUtf8Length(picture.Length));
            Base64.EncodeToUtf8(picture, room, out _, out var written);
            writer.Advance(written);
            writer.Write("\"}"u8);
        }

        writer.Write("\n\n"u8);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The event stream of {GenerationId} broke")]
    private static partial void LogFault(ILogger log, Exception fault, string generationId);
}
