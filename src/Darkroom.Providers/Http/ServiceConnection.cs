using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.Http;

/// <summary>Sends requests to one service and reads its refusals.</summary>
/// <param name="service">Whom it talks to.</param>
/// <param name="missingSetting">The setting without which nothing is sent; null when all is there.</param>
/// <param name="http">Without a timeout of its own; it does not follow redirects.</param>
/// <param name="log">Gets statuses and request ids; never prompts, keys or images.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ServiceConnection(
    ServiceProfile service, string? missingSetting, ServiceHttp http, ILogger log, TimeProvider time)
{
    private const int MaxErrorBodyLength = 1024 * 1024;
    private const int MaxIdLength = 100;
    private static readonly string[] RequestIdHeaders = ["x-request-id", "x-amzn-requestid", "request-id", "x-generation-id", "apim-request-id"];

    // What is only polite does not keep anybody waiting for longer.
    private static readonly TimeSpan NotifyTimeout = TimeSpan.FromSeconds(5);

    // A connection that is cut sooner was hardly waited on; no proxy is so impatient.
    private static readonly TimeSpan MinBilledWait = TimeSpan.FromSeconds(10);

    /// <summary>The most bytes an answer may have; real ones have up to 20 million.</summary>
    public long MaxResponseLength { get; init; } = 96 * 1024 * 1024;

    public ServiceProfile Service => service;

    /// <summary>Sends a request and reads the head of the answer.</summary>
    /// <param name="adjust">Adds headers; null for none.</param>
    public async Task<ServiceResponse> SendAsync(
        HttpMethod method, Uri url, HttpContent? body, ProviderCall call, Action<HttpRequestMessage>? adjust = null)
    {
        if (ConfigurationFailure() is { } unusable)
        {
            return new ServiceResponse(null, unusable, null);
        }

        using var message = CreateRequest(method, url);
        message.Content = body;
        adjust?.Invoke(message);
        var sent = time.GetTimestamp();
        try
        {
            var answer = await http.SendAsync(message, call.Token);
            if (answer.IsSuccessStatusCode)
            {
                return new ServiceResponse(answer, null, answer.StatusCode);
            }

            var (failure, error) = await ReadErrorAsync(answer, call.Token);
            return new ServiceResponse(null, failure, answer.StatusCode) { Error = error };
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            // Between here and there somebody lost patience with a service that works in silence: it goes on, and charges for it.
            var waited = time.GetElapsedTime(sent);
            return new ServiceResponse(
                null, method == HttpMethod.Post && waited >= MinBilledWait ? call.ExplainLostResponse(e, waited) : call.ExplainNoResponse(e), null);
        }
    }

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <inheritdoc cref="SendAsync" path="/param"/>
    public async Task<ServiceBody> FetchAsync(
        HttpMethod method, Uri url, HttpContent? body, ProviderCall call, Action<HttpRequestMessage>? adjust = null)
    {
        var reply = await SendAsync(method, url, body, call, adjust);
        return reply.Message is { } answer ? await ReadAsync(answer, call) : new ServiceBody(reply.Failure!, reply.Status);
    }

    /// <summary>Reads the rest of an answer, and disposes it.</summary>
    public async Task<ServiceBody> ReadAsync(HttpResponseMessage answer, ProviderCall call)
    {
        using var disposed = answer;
        BoundedStream? bounded = null;
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(call.Token);
            bounded = new BoundedStream(content, MaxResponseLength);
            return new ServiceBody(await PooledBuffer.ReadAsync(bounded, answer.Content.Headers.ContentLength, call.Token), answer);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            return new ServiceBody(call.ExplainTruncatedResponse(e, bounded?.Received ?? 0), answer.StatusCode);
        }
    }

    /// <summary>Tells the service something that only helps it, such as a cancel.</summary>
    /// <returns>Whether there was an answer, whatever it was.</returns>
    public async Task<bool> NotifyAsync(HttpMethod method, Uri url, HttpContent? body, CancellationToken cancellationToken)
    {
        if (ConfigurationFailure() is not null)
        {
            return false;
        }

        using var late = new CancellationTokenSource(NotifyTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var message = CreateRequest(method, url);
        message.Content = body;
        try
        {
            using var answer = await http.SendAsync(message, stop.Token);
            LogNotified(service.Name, method, url.AbsolutePath, (int)answer.StatusCode);
            return true;
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            LogNotifyFailed(service.Name, method, url.AbsolutePath);
            return false;
        }
    }

    /// <summary>The key goes to the service's own host and nowhere else.</summary>
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
            ? new Failure(FailureCode.Authentication, $"The {service.KeyName} has characters no key has. Check {service.KeySetting}.")
            : null;
    }

    private async Task<(Failure Failure, ServiceError? Error)> ReadErrorAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var disposed = answer;
        if ((int)answer.StatusCode is >= 300 and < 400)
        {
            return (new Failure(
                FailureCode.InvalidRequest,
                $"{service.BaseUrl.Authority} redirects to {HostOf(answer.Headers.Location)}. Check the base URL."), null);
        }

        ServiceError? error = null;
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var body = await LongWordBreaker.ReadAsync(content, MaxErrorBodyLength, MaxResponseLength, cancellationToken);
            error = ErrorBody.Read(body.Span, answer.Content.Headers.ContentType?.MediaType);
        }
        catch (Exception e) when (ProviderCall.IsNetworkError(e))
        {
            // The status says enough, unless somebody gave up meanwhile.
            cancellationToken.ThrowIfCancellationRequested();
        }

        error = (error ?? ServiceError.Empty) with
        {
            Status = answer.StatusCode,
            Type = error?.Type ?? HeaderOf(answer, service.ErrorTypeHeader),
            RetryAfter = RetryAfter.In(answer.Headers, time.GetUtcNow()) ?? error?.RetryAfter,
        };
        LogErrorResponse(
            service.Name, (int)answer.StatusCode, service.Sanitize(error.Code ?? error.Type, MaxIdLength), service.Sanitize(RequestIdOf(answer), MaxIdLength));
        return (service.Explain(error), error);
    }

    /// <summary>An address without a host is another one on the same host, mostly a page to sign in.</summary>
    private static string HostOf(Uri? address) => address switch
    {
        { IsAbsoluteUri: true, Host: { Length: > 0 } host } => host,
        { IsAbsoluteUri: false } => "another address of its own",
        _ => "somewhere else",
    };

    private static string? RequestIdOf(HttpResponseMessage answer) => RequestIdHeaders
        .Select(name => HeaderOf(answer, name))
        .FirstOrDefault(id => id is not null);

    private static string? HeaderOf(HttpResponseMessage answer, string? name) =>
        name is not null && answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    [LoggerMessage(LogLevel.Warning, "{Service} answered {Status}, {Error}, request id {RequestId}")]
    private partial void LogErrorResponse(string service, int status, string? error, string? requestId);

    [LoggerMessage(LogLevel.Debug, "{Service} answered {Method} {Path} with {Status}")]
    private partial void LogNotified(string service, HttpMethod method, string path, int status);

    [LoggerMessage(LogLevel.Debug, "{Service} did not answer {Method} {Path}")]
    private partial void LogNotifyFailed(string service, HttpMethod method, string path);
}
