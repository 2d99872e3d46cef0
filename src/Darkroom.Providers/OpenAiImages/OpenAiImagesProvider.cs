using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>OpenAI's Images API, and every server that speaks it at <see cref="ProviderOptions.BaseUrl"/>.</summary>
internal sealed class OpenAiImagesProvider(OpenAiImagesOptions options, ProviderParts parts)
    : ImagesApiProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<OpenAiImagesOptions>(
        "openai-images",
        (options, parts) => new OpenAiImagesProvider(options, parts),
        new("OPENAI_IMAGES_API_KEY", nameof(OpenAiImagesOptions.ApiKey)),
        new("OPENAI_IMAGES_BASE_URL", nameof(OpenAiImagesOptions.BaseUrl)));

    private readonly OpenAiImagesOptions _options = options;

    public override ProviderDescription Description => new(
        "OpenAI Images",
        LocalText.Format(ProviderTexts.OpenAiImagesSummary, (OpenAiImagesCapabilities.IsOpenAi(_options) ? "OpenAI" : Service.BaseUrl.Host)),
        Paid: !IsPrivateServer(_options));

    /// <summary>Other servers than OpenAI list what they serve here, under names of their own.</summary>
    protected override ModelListing ModelListing => new("models", json => ModelList.Read(json, name => !Service.AtHome || Models.RulesOf(name).Family is not null));

    protected override string? DefaultModel => Models.Default;

    protected override ProviderCapabilities Capabilities(string? model) => OpenAiImagesCapabilities.For(model, _options, Models);

    protected override Task<ServiceResponse> SendAsync(ImageRequest request, string? model, OptionalFields optional, ProviderCall call) =>
        Connection.SendAsync(
            HttpMethod.Post,
            Service.UrlFor(ImagesBody.PathOf(request)),
            OpenAiImagesRequest.Body(request, model, _options, optional, Models.RulesOf(model)).Write(request),
            call,
            ImagesExchange.Accept);

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) =>
        CheckAsync("models", call, json => ModelList.ToTest(json, DefaultModel, keyed: Service.Key is not null));

    private static ServiceProfile ServiceFor(OpenAiImagesOptions options) => new(
        OpenAiImagesCapabilities.IsOpenAi(options) ? "OpenAI" : options.BaseUrl!.Host, options, "https://api.openai.com/v1", "OPENAI_IMAGES_API_KEY")
    {
        // A server without a good graphics card takes minutes for an image.
        Limits = IsPrivateServer(options)
            ? new ProviderLimits(1, null, TimeSpan.FromMinutes(15))
            : new ProviderLimits(4, null, TimeSpan.FromMinutes(5)),
        Classify = OpenAiErrors.Classify,
        ModelScope = OpenAiImagesCapabilities.IsOpenAi(options) ? null : OpenAiImagesCapabilities.OtherServers,
    };

    /// <summary>Whether this is a server on the private network without a key. One with a key may be a gateway to a paid service.</summary>
    private static bool IsPrivateServer(OpenAiImagesOptions options) =>
        ServiceProfile.ApiKeyFrom(options) is null && options.BaseUrl is { } url && PrivateHosts.Contains(url);
}
