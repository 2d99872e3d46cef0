using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.OpenAi;

/// <summary>Sends requests to one service and reads its refusals.</summary>
/// <param name="responses">The address of <c>/responses</c>.</param>
/// <param name="key">The API key, or null.</param>
/// <param name="missingSetting">The setting without which nothing is sent; null when all is there.</param>
/// <param name="http">Without a timeout of its own.</param>
/// <param name="log">Gets statuses and request ids.</param>
/// <param name="time">The clock.</param>
internal sealed partial class OpenAiConnection(
    Uri responses, string? key, string? missingSetting, HttpClient http, ILogger<OpenAiProvider> log, TimeProvider time)
{
    private const int LongestErrorBody = 64 * 1024;

    // What is only polite does not keep anybody waiting for longer.
    private static readonly TimeSpan PoliteTime = TimeSpan.FromSeconds(5);

    /// <summary>Host and port, to be shown.</summary>
    public string Authority => responses.Authority;

    /// <summary>Asks for a picture.</summary>
    public Task<OpenAiReply> CreateAsync(HttpContent body, ProviderCall call) => SendAsync(HttpMethod.Post, responses, body, call);

    /// <summary>Asks how far a response is.</summary>
    public Task<OpenAiReply> PollAsync(string responseId, ProviderCall call) =>
        SendAsync(HttpMethod.Get, AddressOf(responseId), null, call);

    /// <summary>Asks for a response's events after one.</summary>
    public Task<OpenAiReply> StreamAsync(string responseId, long after, ProviderCall call)
    {
        LogPickingUp(responseId, after);
        var query = string.Create(CultureInfo.InvariantCulture, $"stream=true&starting_after={after}");
        return SendAsync(HttpMethod.Get, AddressOf(responseId, query: query), null, call);
    }

    /// <summary>Stops a response, if the service can still be told.</summary>
    public Task<bool> CancelAsync(string responseId, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Post, AddressOf(responseId, "/cancel"), cancellationToken);

    /// <summary>Has the service forget a response, if it can be told.</summary>
    public Task<bool> DeleteAsync(string responseId, CancellationToken cancellationToken) =>
        TellAsync(HttpMethod.Delete, AddressOf(responseId), cancellationToken);

    private async Task<OpenAiReply> SendAsync(HttpMethod method, Uri url, HttpContent? body, ProviderCall call)
    {
        if (Unusable() is { } unusable)
        {
            return new OpenAiReply(null, unusable);
        }

        using var message = MessageOf(method, url);
        message.Content = body;
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, call.Token);
            return answer.IsSuccessStatusCode
                ? new OpenAiReply(answer, null)
                : new OpenAiReply(null, await RefusedAsync(answer, call.Token)) { Status = answer.StatusCode };
        }
        catch (Exception e) when (ProviderCall.Expects(e))
        {
            return new OpenAiReply(null, call.ExplainNoAnswer(e));
        }
    }

    /// <returns>Whether there was an answer, whatever it was.</returns>
    private async Task<bool> TellAsync(HttpMethod method, Uri url, CancellationToken cancellationToken)
    {
        if (Unusable() is not null)
        {
            return false;
        }

        using var late = new CancellationTokenSource(PoliteTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var message = MessageOf(method, url);
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            LogTold(method, url.AbsolutePath, (int)answer.StatusCode);
            return true;
        }
        catch (Exception e) when (ProviderCall.Expects(e))
        {
            LogNotTold(method, url.AbsolutePath);
            return false;
        }
    }

    private HttpRequestMessage MessageOf(HttpMethod method, Uri url)
    {
        var message = new HttpRequestMessage(method, url);
        message.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return message;
    }

    private Failure? Unusable()
    {
        if (missingSetting is not null)
        {
            return new Failure(FailureCode.Authentication, $"There is no API key. Set {missingSetting}.");
        }

        return key is not null && key.Any(c => c is <= ' ' or > '~')
            ? new Failure(FailureCode.Authentication, "The API key has characters no key has. Check OPENAI_API_KEY.")
            : null;
    }

    // A base URL may have a query of its own, such as a version.
    private Uri AddressOf(string responseId, string action = "", string query = "")
    {
        var url = new UriBuilder(responses);
        url.Path += $"/{responseId}{action}";
        url.Query = url.Query.Length > 1 && query.Length > 0 ? $"{url.Query[1..]}&{query}" : url.Query + query;
        return url.Uri;
    }

    private async Task<Failure> RefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var disposed = answer;
        OpenAiError? error = null;
        try
        {
            await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var body = new byte[LongestErrorBody];
            var length = await content.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
            error = OpenAiErrors.ReadBody(body.AsSpan(0, length));
        }
        catch (Exception e) when (ProviderCall.Expects(e))
        {
            // The status says enough, unless somebody gave up meanwhile.
            cancellationToken.ThrowIfCancellationRequested();
        }

        var requestId = answer.Headers.TryGetValues("x-request-id", out var ids) ? ids.FirstOrDefault() : null;
        LogRefused((int)answer.StatusCode, error?.Code ?? error?.Type, requestId);
        return OpenAiErrors.Of(answer, error, key, time.GetUtcNow());
    }

    [LoggerMessage(LogLevel.Warning, "OpenAI answered {Status}, {Error}, request id {RequestId}")]
    private partial void LogRefused(int status, string? error, string? requestId);

    [LoggerMessage(LogLevel.Information, "Picking {ResponseId} up after its event {Sequence}")]
    private partial void LogPickingUp(string responseId, long sequence);

    [LoggerMessage(LogLevel.Debug, "{Method} {Path} was answered with {Status}")]
    private partial void LogTold(HttpMethod method, string path, int status);

    [LoggerMessage(LogLevel.Debug, "{Method} {Path} was not answered")]
    private partial void LogNotTold(HttpMethod method, string path);
}

/// <summary>What became of a request.</summary>
/// <param name="Answer">Not read yet, HTTP 2xx; who takes it disposes it. Null where there is a failure.</param>
/// <param name="Failure">Why there is no answer to read.</param>
internal sealed record OpenAiReply(HttpResponseMessage? Answer, Failure? Failure)
{
    /// <summary>The refusal's status; null where nobody answered.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Whether asking again may help: nobody answered, the service is overloaded or broken.</summary>
    public bool Passing => Failure is not null && (Status is { } status
        ? status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
        : Failure.Code is FailureCode.Unavailable);

    /// <summary>Whether the service says that the request itself makes no sense, other than for its key.</summary>
    public bool Pointless => Status is { } status && !Passing
        && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound);
}
