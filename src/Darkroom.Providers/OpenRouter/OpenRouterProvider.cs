using System.Globalization;
using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenRouter;

/// <summary>OpenRouter's Images API: many vendors' models behind one key, with what each image cost.</summary>
internal sealed class OpenRouterProvider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<OpenRouterOptions>(
        "openrouter",
        (options, parts) => new OpenRouterProvider(options, parts),
        new WellKnownSetting("OPENROUTER_API_KEY", nameof(OpenRouterOptions.ApiKey)));

    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(5));

    private readonly OpenRouterOptions _options;
    private readonly RefusedFields _speech = new();

    public OpenRouterProvider(OpenRouterOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel) => _options = options;

    public override ProviderDescription Description { get; } = new(
        "OpenRouter", "Image models of many vendors; prompts go to OpenRouter and on to the vendor.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model)
    {
        var can = OpenRouterCapabilities.For(model, _options.Model);
        return _speech.Streams(model ?? _options.Model ?? OpenRouterCapabilities.DefaultModel) ? can : can with { PartialImages = 0 };
    }

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var model = request.Model ?? _options.Model ?? OpenRouterCapabilities.DefaultModel;
        var reply = await _speech.SendAsync(model, optional => Connection.SendAsync(
            HttpMethod.Post, Service.UrlFor("images"), OpenRouterRequest.Body(request, model, optional), call, ImagesExchange.Accept));
        await foreach (var update in new ImagesExchange(Connection, Download, call, request.PartialImages > 0).ReadAsync(reply, call.Token))
        {
            yield return update;
        }
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("key", call, body =>
        body.Json().Property("data") is not { ValueKind: JsonValueKind.Object } key
            ? new ProviderTest.Failed(new Failure(FailureCode.BadOutput, "It answers, but not about the key. Check the base URL."))
            : key.Number("limit_remaining") switch
            {
                <= 0 => new ProviderTest.Failed(new Failure(FailureCode.Quota, "The key is good, but its limit on OpenRouter is used up.")),
                { } left => new ProviderTest.Passed(string.Create(CultureInfo.InvariantCulture, $"The key is good for ${left:0.00} more.")),
                null => new ProviderTest.Passed("The key is good."),
            });

    private static ServiceProfile ServiceOf(OpenRouterOptions options) => new(
        "OpenRouter", options.BaseUrl ?? new Uri("https://openrouter.ai/api/v1"), ServiceProfile.ApiKeyFrom(options), "OPENROUTER_API_KEY")
    {
        Classify = OpenRouterErrors.Classify,
    };
}
