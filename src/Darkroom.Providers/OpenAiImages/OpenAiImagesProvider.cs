using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>
/// OpenAI's Images API, and every server that speaks it through <see cref="ProviderOptions.BaseUrl"/>.
/// </summary>
internal sealed class OpenAiImagesProvider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<OpenAiImagesOptions>(
        "openai-images",
        (options, parts) => new OpenAiImagesProvider(options, parts),
        new("OPENAI_IMAGES_API_KEY", nameof(OpenAiImagesOptions.ApiKey)),
        new("OPENAI_IMAGES_BASE_URL", nameof(OpenAiImagesOptions.BaseUrl)));

    // High quality takes half a minute, servers without a good graphics card take many.
    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(5));
    private static readonly ProviderLimits DefaultOfOwn = new(1, null, TimeSpan.FromMinutes(15));

    private readonly OpenAiImagesOptions _options;
    private readonly RefusedFields _speech = new();

    public OpenAiImagesProvider(OpenAiImagesOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, IsPrivateServer(options) ? DefaultOfOwn : DefaultModel) =>
        _options = options;

    public override ProviderDescription Description => new(
        "OpenAI Images",
        $"The Images API; prompts go to {(OpenAiImagesCapabilities.IsOpenAi(_options) ? "OpenAI" : Service.BaseUrl.Host)}.",
        Paid: !IsPrivateServer(_options));

    public override ProviderCapabilities CapabilitiesOf(string? model)
    {
        var can = OpenAiImagesCapabilities.For(model, _options);
        return _speech.Streams(model ?? OpenAiImagesCapabilities.DefaultModel(_options)) ? can : can with { PartialImages = 0 };
    }

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var reply = await _speech.SendAsync(
            request.Model ?? OpenAiImagesCapabilities.DefaultModel(_options), optional => AskAsync(request, optional, call));
        var exchange = new ImagesExchange(Connection, Download, call, request.PartialImages > 0);
        await foreach (var update in exchange.ReadAsync(reply, call.Token))
        {
            // Seeds are used as they are sent, and no server repeats them.
            yield return update is GenerationUpdate.FinalImage final ? final with { Seed = request.Seed } : update;
        }
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync(
        "models", call, body => ModelList.ToTest(body, OpenAiImagesCapabilities.DefaultModel(_options), keyed: Service.Key is not null));

    private static ServiceProfile ServiceOf(OpenAiImagesOptions options) => new(
        OpenAiImagesCapabilities.IsOpenAi(options) ? "OpenAI" : options.BaseUrl!.Host,
        options.BaseUrl ?? new Uri("https://api.openai.com/v1"),
        ServiceProfile.ApiKeyFrom(options),
        "OPENAI_IMAGES_API_KEY")
    {
        Classify = OpenAiErrors.Classify,
    };

    /// <summary>A server on this network that wants no key. With a key it may be a gateway to one that costs money.</summary>
    private static bool IsPrivateServer(OpenAiImagesOptions options) =>
        ServiceProfile.ApiKeyFrom(options) is null && options.BaseUrl is { } url && PrivateHosts.Contains(url);

    private Task<ServiceResponse> AskAsync(ImageRequest request, OptionalFields optional, ProviderCall call) => Connection.SendAsync(
        HttpMethod.Post,
        Service.UrlFor(ImagesBody.PathOf(request)),
        OpenAiImagesRequest.Body(request, _options, optional).Write(request),
        call,
        ImagesExchange.Accept);
}
