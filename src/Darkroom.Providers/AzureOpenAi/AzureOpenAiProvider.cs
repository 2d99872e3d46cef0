using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>OpenAI's image models in a resource of one's own on Azure.</summary>
internal sealed class AzureOpenAiProvider : HttpProvider
{
    private const string DeploymentSetting = "AZURE_OPENAI_DEPLOYMENT";

    public static readonly ProviderKind Kind = ProviderKind.Create<AzureOpenAiOptions>(
        "azure-openai",
        (options, parts) => new AzureOpenAiProvider(options, parts),
        new("AZURE_OPENAI_ENDPOINT", nameof(AzureOpenAiOptions.BaseUrl)),
        new("AZURE_OPENAI_API_KEY", nameof(AzureOpenAiOptions.ApiKey)),
        new(DeploymentSetting, nameof(AzureOpenAiOptions.Model)),
        new("AZURE_OPENAI_API_VERSION", nameof(AzureOpenAiOptions.ApiVersion)));

    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(5));

    private readonly AzureOpenAiAddress _address;
    private readonly string? _deployment;
    private readonly RefusedFields _speech = new();

    public AzureOpenAiProvider(AzureOpenAiOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel, MissingIn(options) is { } missing ? new ProviderSetup(missing) : null) =>
        (_address, _deployment) = (AddressOf(options), DeploymentOf(options));

    public override ProviderDescription Description { get; } = new(
        "Azure OpenAI", "GPT Image in your own Azure resource; prompts go there.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model)
    {
        var can = AzureOpenAiCapabilities.For(model, _deployment);
        return _speech.Streams(model ?? _deployment) ? can : can with { PartialImages = 0 };
    }

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        // Without a default nothing gets here: it is not set up.
        var deployment = request.Model ?? _deployment!;
        if (Setup.Configured && !AzureOpenAiAddress.IsDeployment(deployment))
        {
            yield return Failed(
                FailureCode.InvalidRequest, "The model is the name of a deployment on Azure: letters, digits, dots, dashes and underscores.");
            yield break;
        }

        var reply = await _speech.SendAsync(deployment, optional => AskAsync(request, deployment, optional, call));
        await foreach (var update in new ImagesExchange(Connection, Download, call, request.PartialImages > 0).ReadAsync(reply, call.Token))
        {
            yield return update;
        }
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync(
        "models",
        call,
        body => ModelList.ToTest(body, null, keyed: true) is ProviderTest.Failed failed
            ? failed
            : new ProviderTest.Inconclusive($"The key is good. Whether there is a deployment named {_deployment}, only an image would tell."));

    private static ServiceProfile ServiceOf(AzureOpenAiOptions options) =>
        new("Azure OpenAI", AddressOf(options).BaseUrl, ServiceProfile.ApiKeyFrom(options), "AZURE_OPENAI_API_KEY")
        {
            Authenticate = (message, key) => message.Headers.Add("api-key", key),
            Classify = AzureOpenAiErrors.Classify,
        };

    /// <summary>Without an endpoint nothing is ever sent; there only has to be an address.</summary>
    private static AzureOpenAiAddress AddressOf(AzureOpenAiOptions options) =>
        AzureOpenAiAddress.From(options.BaseUrl ?? new Uri("https://openai.azure.com"), options.ApiVersion);

    private static string? DeploymentOf(AzureOpenAiOptions options) => options.Model ?? AddressOf(options).Deployment;

    private static string? MissingIn(AzureOpenAiOptions options) =>
        options.BaseUrl is null ? "AZURE_OPENAI_ENDPOINT" : DeploymentOf(options) is null ? DeploymentSetting : null;

    private Task<ServiceResponse> AskAsync(ImageRequest request, string deployment, OptionalFields optional, ProviderCall call) => Connection.SendAsync(
        HttpMethod.Post,
        Service.UrlFor(_address.PathOf(deployment, ImagesBody.PathOf(request))),
        AzureOpenAiRequest.Body(request, _address.IsV1 ? deployment : null, optional, DallE.IsModel(deployment)).Write(request),
        call,
        ImagesExchange.Accept);
}
