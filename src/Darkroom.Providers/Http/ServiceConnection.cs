using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.Http;

/// <summary>Sends requests to one service and reads its error responses.</summary>
/// <param name="missingSetting">The missing setting without which nothing is sent; null if the setup is complete.</param>
/// <param name="parts">The clock, and the HTTP clients, without a timeout of their own and without redirects.</param>
/// <param name="log">Receives statuses and request ids, never prompts, keys or images.</param>
internal sealed partial class ServiceConnection(
    ServiceProfile service, string? missingSetting, ProviderParts parts, ILogger log)
{
    private const int MaxErrorBodyLength = 1024 * 1024;
    private const int MaxIdLength = 100;
    private static readonly string[] RequestIdHeaders = ["x-request-id", "x-amzn-requestid", "request-id", "x-generation-id", "apim-request-id"];

    // A notification only helps the service, so it must not delay the caller for longer.
    private static readonly TimeSpan NotifyTimeout = TimeSpan.FromSeconds(5);

    // A connection that breaks sooner was not aborted by a proxy that waited for the work: the call is then not considered billed.
    private static readonly TimeSpan MinBilledWait = TimeSpan.FromSeconds(10);

    /// <summary>The largest accepted response in bytes. Real ones have up to 20 million.</summary>
    public long MaxResponseLength { get; init; } = 96 * 1024 * 1024;

    public ServiceProfile Service => service;

    /// <summary>Sends a request and reads the response headers.</summary>
    /// <param name="configure">Adds request headers; null for none.</param>
    public async Task<ServiceResponse> SendAsync(
        HttpMethod method, Uri url, HttpContent? body, ProviderCall call, Action<HttpRequestMessage>? configure = null)
    {
        if (ConfigurationFailure() is { } invalid)
        {
            return ServiceResponse.NotSent(invalid);
        }

        using var request = CreateRequest(method, url);
        request.Content = body;
        configure?.Invoke(request);
        var sent = parts.Time.GetTimestamp();
        try
        {
            var response = await service.SendAsync(parts, request, call.Token);
            if (response.IsSuccessStatusCode)
            {
                return new ServiceResponse(response, null, response.StatusCode);
            }

            var (failure, error) = await ReadErrorAsync(response, call.Token);
            return new ServiceResponse(null, failure, response.StatusCode) { Error = error };
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            // A proxy may have aborted the connection because the service sends nothing while it works. The work continues and may be billed.
            var waited = parts.Time.GetElapsedTime(sent);
            return new ServiceResponse(
                null, method == HttpMethod.Post && waited >= MinBilledWait ? call.ExplainLostResponse(e, waited) : call.ExplainNoResponse(e), null);
        }
    }

    /// <summary>Sends a request and reads the complete response.</summary>
    /// <inheritdoc cref="SendAsync" path="/param"/>
    public async Task<ServiceBody> FetchAsync(
        HttpMethod method, Uri url, HttpContent? body, ProviderCall call, Action<HttpRequestMessage>? configure = null)
    {
        var response = await SendAsync(method, url, body, call, configure);
        return response.Message is { } message ? await ReadAsync(message, call) : new ServiceBody(response.Failure!, response.Status);
    }

    /// <summary>Reads the body of a response and disposes the response.</summary>
    public async Task<ServiceBody> ReadAsync(HttpResponseMessage response, ProviderCall call)
    {
        using var disposed = response;
        BoundedStream? bounded = null;
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(call.Token);
            bounded = new BoundedStream(content, MaxResponseLength);
            return new ServiceBody(await call.ReadAsync(bounded, response.Content.Headers.ContentLength), response);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            return new ServiceBody(call.ExplainTruncatedResponse(e, bounded?.Received ?? 0), response.StatusCode);
        }
    }

    /// <summary>Sends a request whose result does not matter, such as a cancellation.</summary>
    /// <exception cref="OperationCanceledException">The token fired before there was a response.</exception>
    public async Task NotifyAsync(HttpMethod method, Uri url, HttpContent? body, CancellationToken cancellationToken)
    {
        if (ConfigurationFailure() is not null)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(NotifyTimeout, parts.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = CreateRequest(method, url);
        request.Content = body;
        try
        {
            using var response = await service.SendAsync(parts, request, stop.Token);
            LogNotified(service.Name, method, url.AbsolutePath, (int)response.StatusCode);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            LogNotifyFailed(service.Name, method, url.AbsolutePath);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Creates a request with the key. Callers pass only URLs that may receive it.</summary>
    private HttpRequestMessage CreateRequest(HttpMethod method, Uri url)
    {
        var message = new HttpRequestMessage(method, url);
        if (service.Key is { } key)
        {
            service.Authenticate(message, key);
        }

        return message;
    }

    private Failure? ConfigurationFailure()
    {
        if (missingSetting is not null)
        {
            return new Failure(FailureCode.Authentication, missingSetting == service.KeySetting
                ? $"There is no {service.KeyName}. Set {missingSetting}."
                : $"{service.Name} is not set up. Set {missingSetting}.");
        }

        return service.Key is { } key && key.Any(c => c is <= ' ' or > '~')
            ? new Failure(FailureCode.Authentication, $"The {service.KeyName} contains characters that no key has. Check {service.KeySetting}.")
            : null;
    }

    private async Task<(Failure Failure, ServiceError? Error)> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var disposed = response;
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            return (new Failure(
                FailureCode.InvalidRequest,
                $"{service.BaseUrl.Authority} redirects to {HostOf(response.Headers.Location)}. Check the base URL."), null);
        }

        ServiceError? error = null;
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var body = await LongWordBreaker.ReadAsync(content, MaxErrorBodyLength, MaxResponseLength, cancellationToken);
            error = ErrorBody.Read(body.Span, response.Content.Headers.ContentType?.MediaType);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            // The status is enough to classify the error, unless the call was cancelled.
            cancellationToken.ThrowIfCancellationRequested();
        }

        error = (error ?? ServiceError.Empty) with
        {
            Status = response.StatusCode,
            Type = error?.Type ?? HeaderOf(response, service.ErrorTypeHeader),
            RetryAfter = RetryAfter.FromHeaders(response.Headers, parts.Time.GetUtcNow()) ?? error?.RetryAfter,
        };
        LogErrorResponse(
            service.Name, (int)response.StatusCode, service.Sanitize(error.Code ?? error.Type, MaxIdLength), service.Sanitize(RequestIdOf(response), MaxIdLength));
        return (service.Explain(error), error);
    }

    /// <summary>A URL without a host is on the same host, usually a sign-in page.</summary>
    private static string HostOf(Uri? address) => address switch
    {
        { IsAbsoluteUri: true, Host: { Length: > 0 } host } => host,
        { IsAbsoluteUri: false } => "another page on the same host",
        _ => "an unknown location",
    };

    private static string? RequestIdOf(HttpResponseMessage response) => RequestIdHeaders
        .Select(name => HeaderOf(response, name))
        .FirstOrDefault(id => id is not null);

    private static string? HeaderOf(HttpResponseMessage response, string? name) =>
        name is not null && response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    [LoggerMessage(LogLevel.Warning, "{Service} responded with {Status}, {Error}, request id {RequestId}")]
    private partial void LogErrorResponse(string service, int status, string? error, string? requestId);

    [LoggerMessage(LogLevel.Debug, "{Service} responded to {Method} {Path} with {Status}")]
    private partial void LogNotified(string service, HttpMethod method, string path, int status);

    [LoggerMessage(LogLevel.Debug, "{Service} did not respond to {Method} {Path}")]
    private partial void LogNotifyFailed(string service, HttpMethod method, string path);
}
