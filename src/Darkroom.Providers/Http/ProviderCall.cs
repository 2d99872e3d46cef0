using System.Globalization;
using System.Net.Sockets;
using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>
/// One call to a service. The caller's token and the timeout are separate, so that the one that fired shows why the call ended.
/// </summary>
internal sealed class ProviderCall : IDisposable
{
    /// <summary>The size that an image is expected to have if nothing is known about it, in bytes.</summary>
    public const int DefaultImageLength = 1024 * 1024;

    private const int MinCapacity = 64 * 1024;
    private const int MaxInitialCapacity = 16 * 1024 * 1024;
    private const int MaxTextLength = 256 * 1024;

    private readonly string _service;
    private readonly Uri _url;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly ImageBudget _budget;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _stop;
    private (long From, TimeSpan Timeout) _running;

    /// <param name="service">The service's display name.</param>
    /// <param name="url">The service's URL, of which only the host is shown.</param>
    /// <param name="timeout">The timeout, from now.</param>
    /// <param name="budget">Limits the images in memory.</param>
    /// <param name="caller">The caller's token.</param>
    public ProviderCall(string service, Uri url, TimeSpan timeout, TimeProvider time, ImageBudget budget, CancellationToken caller)
    {
        (_service, _url, _timeout, _time, _budget, _caller) = (service, url, timeout, time, budget, caller);
        _running = (time.GetTimestamp(), timeout);
        _deadline = new CancellationTokenSource(timeout, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, caller);
    }

    /// <summary>Fires when the caller cancels or the timeout expires.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether the timeout has expired.</summary>
    public bool IsTimedOut => _deadline.IsCancellationRequested;

    /// <summary>Restarts the timeout with another duration.</summary>
    public void SetTimeout(TimeSpan timeout)
    {
        _running = (_time.GetTimestamp(), timeout);
        _deadline.CancelAfter(timeout);
    }

    /// <summary>Waits for room for an image. The wait does not count against the timeout, because the service is not to blame for it.</summary>
    /// <param name="bytes">The expected size of the image in bytes.</param>
    /// <param name="image">The kind of image.</param>
    /// <returns>The room, which the caller disposes; null if the image is to be skipped.</returns>
    /// <exception cref="OperationCanceledException">The caller's token fired, or the timeout had expired before.</exception>
    public async ValueTask<ImageBudget.Room?> EnterAsync(long bytes, ReceivedImage image)
    {
        var entering = _budget.EnterAsync(bytes, image, Token);
        if (entering.IsCompleted)
        {
            return await entering;
        }

        var left = _running.Timeout - _time.GetElapsedTime(_running.From);
        SetTimeout(Timeout.InfiniteTimeSpan);
        try
        {
            return await entering;
        }
        finally
        {
            SetTimeout(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <summary>Reads a stream to its end. What turns out to be as long as an image waits for room.</summary>
    /// <param name="stream">A stream whose length the caller limits.</param>
    /// <param name="expected">The length that the sender announces. The initial allocation is limited whatever it is.</param>
    /// <returns>The bytes, which the caller disposes. They may be text as well.</returns>
    public async Task<EncodedImage> ReadAsync(Stream stream, long? expected)
    {
        var buffer = new ImageBuffer((int)Math.Clamp(expected + 1 ?? 0, MinCapacity, MaxInitialCapacity));
        ImageBudget.Room? room = null;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.FreeMemory(), Token)) > 0)
            {
                buffer.Advance(read);
                if (room is null && buffer.Length >= MaxTextLength)
                {
                    room = await EnterAsync(Math.Max(expected ?? 0, DefaultImageLength), ReceivedImage.Final);
                }
            }

            room?.Resize(buffer.Length);
            return EncodedImage.TakeOver(buffer, room);
        }
        catch
        {
            buffer.Dispose();
            room?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether an exception is one that network calls are expected to throw. <see cref="HttpClient"/> throws a <see cref="SocketException"/> of its
    /// own if a connection is reset as soon as it is made.
    /// </summary>
    public static bool IsNetworkError(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or IOException or SocketException or InvalidDataException;

    /// <summary>Whether the connection was lost, so that a retry may succeed.</summary>
    public static bool IsConnectionLost(Exception exception) => exception is not (OperationCanceledException or ResponseTooLargeException);

    /// <summary>Waits.</summary>
    /// <returns>Null, or a failure if the timeout expired.</returns>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    public async Task<Failure?> DelayAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, Token);
            return null;
        }
        catch (OperationCanceledException e)
        {
            return ExplainStop(e);
        }
    }

    /// <summary>Explains why a call got no response.</summary>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    public Failure ExplainNoResponse(Exception exception) =>
        ExplainStop(exception) ?? new Failure(FailureCode.Unavailable, DescribeConnectError(exception, _url) ?? $"{_url.Authority} did not respond.");

    /// <summary>Explains why a finished image could not be downloaded.</summary>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    public Failure ExplainFailedDownload(Exception exception, Uri url) =>
        ExplainStop(exception) ?? new Failure(
            FailureCode.BadOutput,
            $"{_service} made the image, but it could not be downloaded: {DescribeConnectError(exception, url) ?? $"The connection to {url.Authority} broke."}");

    /// <summary>Explains why a call that may have been billed got no response.</summary>
    /// <param name="waited">The time since the request was sent.</param>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    public Failure ExplainLostResponse(Exception exception, TimeSpan waited) => ExplainNoResponse(exception) switch
    {
        { Code: FailureCode.Unavailable } when (exception as HttpRequestException)?.HttpRequestError
            is HttpRequestError.ResponseEnded or HttpRequestError.Unknown or HttpRequestError.HttpProtocolError => new Failure(
            FailureCode.BadOutput,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The connection to {_url.Authority} was closed after {waited.TotalSeconds:0} seconds without a response. The call may have been billed.")),
        var failure => failure,
    };

    /// <summary>Explains why a response ended early.</summary>
    /// <param name="exception">The exception; null if the response just ended.</param>
    /// <exception cref="OperationCanceledException">The caller's token fired.</exception>
    public Failure ExplainTruncatedResponse(Exception? exception, long received)
    {
        if (exception is not null && ExplainStop(exception) is { } stopped)
        {
            return stopped;
        }

        // After the first byte the call was accepted and may be billed, so it must not be retried automatically.
        return received == 0
            ? new Failure(FailureCode.Unavailable, $"{_service} closed the connection without a response.")
            : new Failure(
                FailureCode.BadOutput,
                $"{_service}'s response ended early, before the image was finished. The call may have been billed.");
    }

    public void Dispose()
    {
        _stop.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Returns why no connection could be made; null if one was made.</summary>
    private static string? DescribeConnectError(Exception exception, Uri url) => (exception as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"There is no host {url.Host}, or its name cannot be looked up.",
        HttpRequestError.SecureConnectionError => $"No secure connection to {url.Host} could be made.",
        HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => $"{url.Authority} cannot be reached.",
        null when exception is OperationCanceledException => $"{url.Authority} cannot be reached.",
        _ => null,
    };

    private Failure? ExplainStop(Exception exception)
    {
        _caller.ThrowIfCancellationRequested();

        // A connect timeout also throws OperationCanceledException, long before the call's timeout.
        if (IsTimedOut || exception is OperationCanceledException { InnerException: not TimeoutException })
        {
            var seconds = _timeout.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
            return new Failure(FailureCode.Timeout, $"{_service} did not finish within {seconds} seconds.");
        }

        return exception is ResponseTooLargeException { Limit: var limit }
            ? new Failure(FailureCode.BadOutput, $"{_service}'s response is larger than {limit / (1024 * 1024)} MiB.")
            : null;
    }
}
