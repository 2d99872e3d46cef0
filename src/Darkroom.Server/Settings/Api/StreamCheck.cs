using System.Text;

namespace Darkroom.Server.Settings.Api;

/// <summary>
/// <c>GET /api/stream-check</c>: an event stream with fixed timing, by which a client detects what a proxy does to streams: one that buffers
/// delivers all beats at once, and one with a short timeout cuts off the silence.
/// </summary>
internal static class StreamCheck
{
    private const int Beats = 5;
    private const int MaxSilence = 120;
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(400);

    public static async Task<IResult> HandleAsync(string? silence, HttpContext context, TimeProvider time)
    {
        if (!QueryParameters.TryReadNumber(silence, "silence", (0, MaxSilence, 0), out var seconds, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        using var end = EventStream.EndOf(context);
        EventStream.Prepare(context.Response);
        try
        {
            for (var beat = 0; beat < Beats; beat++)
            {
                await SendAsync(context.Response, $"event: beat\ndata: {{\"beat\":{beat},\"of\":{Beats},\"gap_ms\":{Gap.TotalMilliseconds}}}\n\n", end.Token);
                await Task.Delay(Gap, time, end.Token);
            }

            // No heartbeat here: the test is about silence.
            await Task.Delay(TimeSpan.FromSeconds(seconds), time, end.Token);
            await SendAsync(context.Response, $"event: end\ndata: {{\"protocol\":\"{context.Request.Protocol}\"}}\n\n", end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client disconnected, or the host stops.
        }

        return TypedResults.Empty;
    }

    private static async Task SendAsync(HttpResponse response, FormattableString text, CancellationToken cancellationToken) =>
        await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture)), cancellationToken);
}

/// <summary>The data of a <c>beat</c> event.</summary>
/// <param name="Of">The number of beats.</param>
/// <param name="GapMs">The milliseconds between two beats as they were sent.</param>
public sealed record BeatView(int Beat, int Of, int GapMs);
