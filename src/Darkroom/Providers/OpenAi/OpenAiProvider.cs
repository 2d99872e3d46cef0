using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// OpenAI's Responses API with its image tool: a text model calls the image model, and partial images stream back. Any server
/// that speaks the same protocol works through <see cref="ProviderOptions.BaseUrl"/>.
/// </summary>
public sealed partial class OpenAiProvider : IImageProvider
{
    private const int DefaultConcurrency = 4;
    private const int LongestErrorBody = 64 * 1024;

    private static readonly Uri DefaultBaseUrl = new("https://api.openai.com/v1");

    // High quality takes 40 to 90 seconds, and more when the service is busy.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    private readonly OpenAiOptions _options;
    private readonly HttpClient _http;
    private readonly ILogger<OpenAiProvider> _log;
    private readonly TimeProvider _time;
    private readonly Uri _url;
    private readonly string? _key;

    /// <param name="options">What the operator set.</param>
    /// <param name="http">Long-lived and without a timeout of its own; the provider keeps the time itself.</param>
    /// <param name="log">Gets outcomes and request ids; never prompts, keys or pictures.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public OpenAiProvider(OpenAiOptions options, HttpClient http, ILogger<OpenAiProvider> log, TimeProvider? time = null)
    {
        (_options, _http, _log, _time) = (options, http, log, time ?? TimeProvider.System);
        _key = string.IsNullOrWhiteSpace(options.ApiKey) ? null : options.ApiKey.Trim();
        var url = new UriBuilder(options.BaseUrl ?? DefaultBaseUrl);
        url.Path = url.Path.TrimEnd('/') + "/responses";
        _url = url.Uri;
        Limits = new ProviderLimits(
            options.MaxConcurrency ?? DefaultConcurrency,
            options.ImagesPerMinute,
            options.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultTimeout);
    }

    public string Id => "openai";

    public ProviderDescription Description { get; } = new(
        "OpenAI", "GPT Image through the Responses API; prompts go to OpenAI, which may reword them.", Paid: true);

    public ProviderSetup Setup => new(
        _key is not null || (_options.BaseUrl is { } own && PrivateHosts.Contains(own)) ? null : "OPENAI_API_KEY");

    public ProviderLimits Limits { get; }

    /// <summary>The most bytes an answer may have; real ones have up to 20 million. One event of it may have to be held whole.</summary>
    internal long LongestAnswer { get; init; } = 96 * 1024 * 1024;

    public ProviderCapabilities CapabilitiesOf(string? model) => OpenAiCapabilities.Of(model, _options.Model);

    public async IAsyncEnumerable<GenerationUpdate> GenerateAsync(
        ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var model = request.Model ?? _options.Model ?? OpenAiCapabilities.DefaultModel;
        var started = _time.GetTimestamp();
        LogStarted(model, request.Size, request.PartialImages);
        using var call = new ProviderCall(Description.Name, _url, Limits.Timeout, _time, cancellationToken);
        await foreach (var update in CallAsync(request, model, call, call.Token))
        {
            if (update is GenerationUpdate.FinalImage { Image.Bytes.Length: var bytes })
            {
                LogFinished(model, bytes, _time.GetElapsedTime(started));
            }
            else if (update is GenerationUpdate.Failed { Failure.Code: var code })
            {
                LogFailed(model, code, _time.GetElapsedTime(started));
            }

            yield return update;
        }
    }

    private async IAsyncEnumerable<GenerationUpdate> CallAsync(
        ImageRequest request, string model, ProviderCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (answer, failure) = await SendAsync(request, model, call, cancellationToken);
        using (answer)
        {
            if (answer is null)
            {
                yield return new GenerationUpdate.Failed(failure!);
                yield break;
            }

            await using var content = await answer.Content.ReadAsStreamAsync(CancellationToken.None);
            await using var body = new BoundedStream(content, LongestAnswer);
            var stream = new OpenAiStream(body, call, partialsWanted: request.PartialImages > 0, _key);
            switch (answer.Content.Headers.ContentType?.MediaType)
            {
                case "application/json":
                    yield return await stream.ReadWholeAsync(cancellationToken);
                    break;
                case "text/html":
                    yield return new GenerationUpdate.Failed(
                        new Failure(FailureCode.BadOutput, $"{_url.Authority} answered with a web page. Check the base URL."));
                    break;
                default:
                    await foreach (var update in stream.ReadEventsAsync(cancellationToken))
                    {
                        yield return update;
                    }

                    break;
            }
        }
    }

    private async Task<(HttpResponseMessage? Answer, Failure? Failure)> SendAsync(
        ImageRequest request, string model, ProviderCall call, CancellationToken cancellationToken)
    {
        if (Setup.MissingSetting is { } missing)
        {
            return (null, new Failure(FailureCode.Authentication, $"There is no API key. Set {missing}."));
        }

        if (_key is not null && _key.Any(c => c is <= ' ' or > '~'))
        {
            return (null, new Failure(FailureCode.Authentication, "The API key has characters no key has. Check OPENAI_API_KEY."));
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, _url);
        message.Content = OpenAiRequest.Body(request, _options.ResponsesModel, model);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.Authorization = _key is null ? null : new AuthenticationHeaderValue("Bearer", _key);
        try
        {
            var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode ? (answer, null) : (null, await RefusedAsync(answer, cancellationToken));
        }
        catch (Exception e) when (ProviderCall.Expects(e))
        {
            return (null, call.ExplainNoAnswer(e));
        }
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
        return OpenAiErrors.Of(answer, error, _key, _time.GetUtcNow());
    }

    [LoggerMessage(LogLevel.Debug, "{Model} starts on {Size} with {Partials} partial images")]
    private partial void LogStarted(string model, PixelSize size, int partials);

    [LoggerMessage(LogLevel.Information, "{Model} made a picture of {Bytes} bytes in {Elapsed}")]
    private partial void LogFinished(string model, int bytes, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "{Model} made no picture: {Code} after {Elapsed}")]
    private partial void LogFailed(string model, FailureCode code, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "OpenAI answered {Status}, {Error}, request id {RequestId}")]
    private partial void LogRefused(int status, string? error, string? requestId);
}
