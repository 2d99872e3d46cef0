using System.Globalization;

namespace Darkroom.Providers.Http;

/// <summary>
/// One call to a service: the caller's token and the time allowed, kept apart, so that what ended the call can be told by
/// asking which of them fired.
/// </summary>
internal sealed class ProviderCall : IDisposable
{
    private readonly string _service;
    private readonly Uri _url;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _stop;

    /// <param name="service">What a person calls the service.</param>
    /// <param name="url">Where it is; only the host is ever shown.</param>
    /// <param name="timeout">How long the call may take, from now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">The caller's wish to stop.</param>
    public ProviderCall(string service, Uri url, TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        (_service, _url, _timeout, _time, _caller) = (service, url, timeout, time, caller);
        _deadline = new CancellationTokenSource(timeout, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, caller);
    }

    /// <summary>Fires when the caller gives up or the time is over.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether the time is over.</summary>
    public bool IsTimedOut => _deadline.IsCancellationRequested;

    /// <summary>From now on there is only this much time.</summary>
    public void SetTimeout(TimeSpan timeout) => _deadline.CancelAfter(timeout);

    /// <summary>Whether an exception is one of those that calls over a network end with.</summary>
    public static bool IsNetworkError(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or IOException or InvalidDataException;

    /// <summary>Whether a connection broke, and the rest may come through another one.</summary>
    public static bool IsConnectionLost(Exception exception) => exception is not (OperationCanceledException or ResponseTooLargeException);

    /// <summary>Lets time pass.</summary>
    /// <returns>Null, or a failure where the call's time is over.</returns>
    /// <exception cref="OperationCanceledException">It was the caller's token.</exception>
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

    /// <summary>Says why a call could not be made, before any answer.</summary>
    /// <exception cref="OperationCanceledException">It was the caller's token.</exception>
    public Failure ExplainNoResponse(Exception exception) =>
        ExplainStop(exception) ?? new Failure(FailureCode.Unavailable, DescribeConnectError(exception, _url) ?? $"{_url.Authority} did not answer.");

    /// <summary>Says why an image that the service named could not be fetched. It is made, and paid for.</summary>
    /// <param name="exception">What ended the download.</param>
    /// <param name="url">Where the image is.</param>
    /// <exception cref="OperationCanceledException">It was the caller's token.</exception>
    public Failure ExplainFailedDownload(Exception exception, Uri url) =>
        ExplainStop(exception) ?? new Failure(
            FailureCode.BadOutput,
            $"{_service} made the image, but it could not be fetched: {DescribeConnectError(exception, url) ?? $"The connection to {url.Authority} broke."}");

    /// <summary>Says why a call that may have been worked on got no answer.</summary>
    /// <param name="exception">What ended the wait.</param>
    /// <param name="waited">Since it was sent.</param>
    /// <exception cref="OperationCanceledException">It was the caller's token.</exception>
    public Failure ExplainLostResponse(Exception exception, TimeSpan waited) => ExplainNoResponse(exception) switch
    {
        { Code: FailureCode.Unavailable } when (exception as HttpRequestException)?.HttpRequestError
            is HttpRequestError.ResponseEnded or HttpRequestError.Unknown or HttpRequestError.HttpProtocolError => new Failure(
            FailureCode.BadOutput,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The connection to {_url.Authority} was cut after {waited.TotalSeconds:0} seconds without an answer. The call may have been billed.")),
        var failure => failure,
    };

    /// <summary>Says why an answer ended before its end.</summary>
    /// <param name="exception">Null where it simply stopped.</param>
    /// <param name="received">Bytes that had come.</param>
    /// <exception cref="OperationCanceledException">It was the caller's token.</exception>
    public Failure ExplainTruncatedResponse(Exception? exception, long received)
    {
        if (exception is not null && ExplainStop(exception) is { } stopped)
        {
            return stopped;
        }

        // Once something came the call was accepted and may be billed: that is not a failure to repeat on one's own.
        return received == 0
            ? new Failure(FailureCode.Unavailable, $"{_service} closed the connection without an answer.")
            : new Failure(
                FailureCode.BadOutput,
                $"{_service}'s answer ended early, before the image was finished. The call may have been billed.");
    }

    public void Dispose()
    {
        _stop.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Null if a connection was made.</summary>
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

        // A connection that is not made in time is cancelled too, long before the call's own time is over.
        if (IsTimedOut || exception is OperationCanceledException { InnerException: not TimeoutException })
        {
            var seconds = _timeout.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
            return new Failure(FailureCode.Timeout, $"{_service} did not finish within {seconds} seconds.");
        }

        return exception is ResponseTooLargeException { Limit: var limit }
            ? new Failure(FailureCode.BadOutput, $"{_service}'s answer is larger than {limit / (1024 * 1024)} MiB.")
            : null;
    }
}
