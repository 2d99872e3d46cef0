using System.Globalization;
using System.Text;
using Darkroom.Generations;
using Darkroom.Server.Http;

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

    public static IResult Handle(string? silence)
    {
        var seconds = 0;
        return string.IsNullOrEmpty(silence)
            || (int.TryParse(silence, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds <= MaxSilence)
            ? new Stream(TimeSpan.FromSeconds(seconds))
            : Problems.Invalid(new ValidationError("silence", $"Choose 0 to {MaxSilence} seconds."));
    }

    private sealed class Stream(TimeSpan silence) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var services = httpContext.RequestServices;
            var time = services.GetRequiredService<TimeProvider>();
            using var end = EventStream.EndOf(httpContext);
            EventStream.Prepare(httpContext.Response);
            try
            {
                for (var beat = 0; beat < Beats; beat++)
                {
                    await SendAsync(httpContext.Response, $"event: beat\ndata: {{\"beat\":{beat},\"of\":{Beats},\"gap_ms\":{Gap.TotalMilliseconds}}}\n\n", end.Token);
                    await Task.Delay(Gap, time, end.Token);
                }

                // No heartbeat here: the test is about silence.
                await Task.Delay(silence, time, end.Token);
                await SendAsync(httpContext.Response, $"event: end\ndata: {{\"protocol\":\"{httpContext.Request.Protocol}\"}}\n\n", end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The client disconnected, or the host stops.
            }
        }

        private static async Task SendAsync(HttpResponse response, FormattableString text, CancellationToken cancellationToken)
        {
            await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture)), cancellationToken);
        }
    }
}
