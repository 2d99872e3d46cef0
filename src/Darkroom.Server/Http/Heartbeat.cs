using System.Buffers;
using System.IO.Pipelines;
using Darkroom.Generations;

namespace Darkroom.Server.Http;

/// <summary>
/// Sends a <c>heartbeat</c> event whenever an event stream has sent nothing else for a while. It keeps proxies from cutting a silent
/// connection, and a client that gets none knows that its connection is dead: scripts in a page never see a comment line.
/// </summary>
/// <remarks>It has no <c>id:</c>, so a client still resumes after the last logged event.</remarks>
internal sealed class Heartbeat(TimeProvider time)
{
    /// <summary>Proxies cut connections that are silent for a minute; some for half of that.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private long _sentAt = time.GetTimestamp();

    /// <summary>Notes that the stream has just sent an event.</summary>
    public void Sent() => _sentAt = time.GetTimestamp();

    /// <summary>
    /// Waits for news, and sends a heartbeat when it is due. The time counts from the last event that was sent: a signal that leads to
    /// no event does not put the heartbeat off.
    /// </summary>
    public async Task WaitAsync(ISignalSubscription news, PipeWriter writer, CancellationToken cancellationToken)
    {
        var left = Interval - time.GetElapsedTime(_sentAt);
        if (left > TimeSpan.Zero && await news.WaitAsync(left, cancellationToken))
        {
            return;
        }

        writer.Write("event: heartbeat\ndata: {}\n\n"u8);
        await writer.FlushAsync(cancellationToken);
        Sent();
    }
}
