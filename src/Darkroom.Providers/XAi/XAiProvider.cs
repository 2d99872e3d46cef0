using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.XAi;

/// <summary>xAI's Grok Imagine: one whole image in one answer, with what it cost.</summary>
internal sealed class XAiProvider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<XAiOptions>(
        "xai",
        (options, parts) => new XAiProvider(options, parts),
        new WellKnownSetting("XAI_API_KEY", nameof(XAiOptions.ApiKey)));

    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(3));

    private readonly XAiOptions _options;

    public XAiProvider(XAiOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel) => _options = options;

    public override ProviderDescription Description { get; } = new("xAI", "Grok Imagine; prompts go to xAI.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => XAiCapabilities.For(_options.Model);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var model = request.Model ?? _options.Model ?? XAiCapabilities.DefaultModel;
        var reply = await Connection.SendAsync(
            HttpMethod.Post, Service.UrlFor(ImagesBody.PathOf(request)), XAiRequest.Body(request, model), call);
        await foreach (var update in new ImagesExchange(Connection, Download, call, partialsWanted: false).ReadAsync(reply, call.Token))
        {
            yield return update;
        }
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("api-key", call, body => body.Json() switch
    {
        { ValueKind: not JsonValueKind.Object } => new ProviderTest.Failed(
            new Failure(FailureCode.BadOutput, "It answers, but not about the key. Check the base URL: it mostly ends in /v1.")),
        var key when key.Boolean("api_key_blocked") is true || key.Boolean("api_key_disabled") is true || key.Boolean("team_blocked") is true =>
            new ProviderTest.Failed(new Failure(FailureCode.Permission, "xAI knows the key, but has blocked or disabled it.")),
        _ => new ProviderTest.Passed("The key is good."),
    });

    private static ServiceProfile ServiceOf(XAiOptions options) =>
        new("xAI", options.BaseUrl ?? new Uri("https://api.x.ai/v1"), ServiceProfile.ApiKeyFrom(options), "XAI_API_KEY")
        {
            Classify = XAiErrors.Classify,
        };
}
