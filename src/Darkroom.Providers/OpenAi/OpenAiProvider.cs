using System.Runtime.CompilerServices;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// OpenAI's Responses API with its image tool: a text model calls the image model, and partial images stream back. Any server
/// that speaks the same protocol works through <see cref="ProviderOptions.BaseUrl"/>. With <see cref="OpenAiOptions.Background"/>
/// an image outlives its connection and this process.
/// </summary>
internal sealed class OpenAiProvider : HttpProvider, IResumableProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<OpenAiOptions>(
        "openai",
        (options, parts) => new OpenAiProvider(options, parts),
        new("OPENAI_API_KEY", nameof(OpenAiOptions.ApiKey)),
        new("OPENAI_BASE_URL", nameof(OpenAiOptions.BaseUrl)));

    // High quality takes 40 to 90 seconds, and more when the service is busy.
    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(5));

    private readonly OpenAiOptions _options;
    private readonly OpenAiConnection _connection;

    public OpenAiProvider(OpenAiOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel)
    {
        _options = options;
        _connection = new OpenAiConnection(Connection, Log);
    }

    public override ProviderDescription Description { get; } = new(
        "OpenAI", "GPT Image through the Responses API; prompts go to OpenAI, which may reword them.", Paid: true);

    /// <summary>The most bytes an answer may have; real ones have up to 20 million. One event of it may have to be held whole.</summary>
    internal long MaxResponseLength { get; init; } = 96 * 1024 * 1024;

    /// <summary>A stream's first event, and the answer to a background request, come before the work begins.</summary>
    protected override bool SilentWhileWorking(ImageRequest request) => !OpenAiRequest.Streams(request) && !_options.Background;

    public override ProviderCapabilities CapabilitiesOf(string? model) => OpenAiCapabilities.For(model, _options.Model);

    public Task CancelAsync(string resumeToken, CancellationToken cancellationToken) =>
        NotifyAsync(resumeToken, _connection.CancelAsync, cancellationToken);

    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) =>
        NotifyAsync(resumeToken, _connection.DeleteAsync, cancellationToken);

    protected override IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var cursor = request.ResumeToken is { } token ? OpenAiCursor.Parse(token) : _options.Background ? new OpenAiCursor() : null;
        return cursor is null && request.ResumeToken is not null
            ? NotOursAsync(call.Token)
            : Updates(request, request.Model ?? _options.Model ?? OpenAiCapabilities.DefaultModel, cursor, call);
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call)
    {
        var model = _options.Model ?? OpenAiCapabilities.DefaultModel;
        return CheckAsync("models", call, body => ModelList.ToTest(body, model, keyed: Service.Key is not null));
    }

    private static ServiceProfile ServiceOf(OpenAiOptions options) =>
        new("OpenAI", options.BaseUrl ?? new Uri("https://api.openai.com/v1"), ServiceProfile.ApiKeyFrom(options), "OPENAI_API_KEY")
        {
            Classify = OpenAiErrors.Classify,
        };

    private static async Task NotifyAsync(
        string resumeToken, Func<string, CancellationToken, Task<bool>> tell, CancellationToken cancellationToken)
    {
        if (OpenAiCursor.Parse(resumeToken) is { ResponseId: { } id } && !await tell(id, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async IAsyncEnumerable<GenerationUpdate> NotOursAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.WaitAsync(cancellationToken);
        yield return Failed(FailureCode.Interrupted, "What was kept to pick this image up is not from this provider.");
    }

    private IAsyncEnumerable<GenerationUpdate> Updates(ImageRequest request, string model, OpenAiCursor? cursor, ProviderCall call)
    {
        var stream = new OpenAiStream(call, Service, partialsWanted: request.PartialImages > 0, cursor);
        var exchange = new OpenAiExchange(_connection, call, stream, cursor, MaxResponseLength);
        return request.ResumeToken is null
            ? exchange.BeginAsync(
                OpenAiRequest.Body(request, _options.ResponsesModel, model, background: cursor is not null), OpenAiRequest.Streams(request), call.Token)
            : exchange.ResumeAsync(call.Token);
    }
}
