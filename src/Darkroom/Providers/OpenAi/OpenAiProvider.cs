using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// OpenAI's Responses API with its image tool: a text model calls the image model, and partial images stream back. Any server
/// that speaks the same protocol works through <see cref="ProviderOptions.BaseUrl"/>. With <see cref="OpenAiOptions.Background"/>
/// a picture outlives its connection and this process.
/// </summary>
public sealed partial class OpenAiProvider : IResumableProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Of<OpenAiOptions>(
        "openai",
        (options, parts) => new OpenAiProvider(options, parts.Http, parts.Logs.CreateLogger<OpenAiProvider>(), parts.Time),
        new("OPENAI_API_KEY", nameof(OpenAiOptions.ApiKey)),
        new("OPENAI_BASE_URL", nameof(OpenAiOptions.BaseUrl)));

    private const int DefaultConcurrency = 4;

    private static readonly Uri DefaultBaseUrl = new("https://api.openai.com/v1");

    // High quality takes 40 to 90 seconds, and more when the service is busy.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    private readonly OpenAiOptions _options;
    private readonly OpenAiConnection _connection;
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
        (_options, _log, _time) = (options, log, time ?? TimeProvider.System);
        _key = string.IsNullOrWhiteSpace(options.ApiKey) ? null : options.ApiKey.Trim();
        var url = new UriBuilder(options.BaseUrl ?? DefaultBaseUrl);
        url.Path = url.Path.TrimEnd('/') + "/responses";
        _url = url.Uri;
        _connection = new OpenAiConnection(_url, _key, Setup.MissingSetting, http, log, _time);
        Limits = new ProviderLimits(
            options.MaxConcurrency ?? DefaultConcurrency,
            options.ImagesPerMinute,
            options.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultTimeout);
    }

    public string Id => Kind.Id;

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
        var cursor = request.ResumeToken is { } token ? OpenAiCursor.Parse(token) : _options.Background ? new OpenAiCursor() : null;
        if (cursor is null && request.ResumeToken is not null)
        {
            yield return new GenerationUpdate.Failed(
                new Failure(FailureCode.Interrupted, "What was kept to pick this picture up is not from this provider."));
            yield break;
        }

        using var call = new ProviderCall(Description.Name, _url, Limits.Timeout, _time, cancellationToken);
        await foreach (var update in Updates(request, model, cursor, call))
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

    public Task<ProviderTest> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ProviderTest>(new ProviderTest.Unsure("Not tested."));

    public Task CancelAsync(string resumeToken, CancellationToken cancellationToken) =>
        TellAsync(resumeToken, _connection.CancelAsync, cancellationToken);

    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) =>
        TellAsync(resumeToken, _connection.DeleteAsync, cancellationToken);

    private static async Task TellAsync(
        string resumeToken, Func<string, CancellationToken, Task<bool>> tell, CancellationToken cancellationToken)
    {
        if (OpenAiCursor.Parse(resumeToken) is { ResponseId: { } id } && !await tell(id, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private IAsyncEnumerable<GenerationUpdate> Updates(
        ImageRequest request, string model, OpenAiCursor? cursor, ProviderCall call)
    {
        var stream = new OpenAiStream(call, partialsWanted: request.PartialImages > 0, _key, cursor);
        var exchange = new OpenAiExchange(_connection, call, stream, cursor, LongestAnswer);
        return request.ResumeToken is null
            ? exchange.BeginAsync(OpenAiRequest.Body(request, _options.ResponsesModel, model, background: cursor is not null), call.Token)
            : exchange.ResumeAsync(call.Token);
    }

    [LoggerMessage(LogLevel.Debug, "{Model} starts on {Size} with {Partials} partial images")]
    private partial void LogStarted(string model, PixelSize size, int partials);

    [LoggerMessage(LogLevel.Information, "{Model} made a picture of {Bytes} bytes in {Elapsed}")]
    private partial void LogFinished(string model, int bytes, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "{Model} made no picture: {Code} after {Elapsed}")]
    private partial void LogFailed(string model, FailureCode code, TimeSpan elapsed);
}
