using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// OpenAI's Responses API with its image tool: a text model calls the image model, and partial images are streamed. Any server with the same
/// protocol works through <see cref="ProviderOptions.BaseUrl"/>. With <see cref="OpenAiOptions.Background"/> the work continues if the
/// connection or this process ends.
/// </summary>
internal sealed class OpenAiProvider : HttpProvider, IResumableProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<OpenAiOptions>(
        "openai",
        (options, parts) => new OpenAiProvider(options, parts),
        new("OPENAI_API_KEY", nameof(OpenAiOptions.ApiKey)),
        new("OPENAI_BASE_URL", nameof(OpenAiOptions.BaseUrl)));

    private readonly OpenAiOptions _options;
    private readonly OpenAiConnection _connection;

    public OpenAiProvider(OpenAiOptions options, ProviderParts parts)
        : base(Kind, ServiceFor(options), options, parts)
    {
        _options = options;
        _connection = new OpenAiConnection(Connection, Log);
    }

    public override ProviderDescription Description => new(
        "OpenAI", ProviderTexts.OpenAiSummary, Paid: true);

    /// <summary>The largest accepted response in bytes. Real ones have up to 20 million, and one event may have to be buffered whole.</summary>
    internal long MaxResponseLength { get; init; } = 96 * 1024 * 1024;

    /// <summary>The first event of a stream, and the response to a background request, come before the work starts.</summary>
    protected override bool SilentWhileWorking(ImageRequest request) => !OpenAiRequest.Streams(request) && !_options.Background;

    protected override ModelListing ModelListing => new("models", json => ModelList.Read(json, name => Models.RulesOf(name) is { Family: not null, FixedResponse: true }));

    public override ProviderCapabilities CapabilitiesOf(string? model) => OpenAiCapabilities.For(model, Models);

    public Task CancelAsync(string resumeToken, CancellationToken cancellationToken) =>
        OpenAiCursor.Parse(resumeToken) is { ResponseId: { } id } ? _connection.CancelAsync(id, cancellationToken) : Task.CompletedTask;

    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) =>
        OpenAiCursor.Parse(resumeToken) is { ResponseId: { } id } ? _connection.DeleteAsync(id, cancellationToken) : Task.CompletedTask;

    protected override IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var cursor = request.ResumeToken is { } token ? OpenAiCursor.Parse(token) : _options.Background ? new OpenAiCursor() : null;
        if (cursor is null && request.ResumeToken is not null)
        {
            return new GenerationUpdate[] { ForeignToken() }.ToAsyncEnumerable();
        }

        var stream = new OpenAiStream(call, Service, partialsWanted: request.PartialImages > 0, cursor);
        var exchange = new OpenAiExchange(_connection, call, stream, cursor, MaxResponseLength);
        var body = request.ResumeToken is null
            ? OpenAiRequest.Body(request, Models.TextModel(_options.ResponsesModel), ModelOf(request), background: cursor is not null)
            : null;
        return exchange.RunAsync(body, OpenAiRequest.Streams(request), call.Token);
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) =>
        CheckAsync("models", call, json => ModelList.ToTest(json, Models.Default, keyed: Service.Key is not null));

    private static ServiceProfile ServiceFor(OpenAiOptions options) =>
        new("OpenAI", options, "https://api.openai.com/v1", "OPENAI_API_KEY") { Classify = OpenAiErrors.Classify };
}
