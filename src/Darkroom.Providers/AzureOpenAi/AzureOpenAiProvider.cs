using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>OpenAI's image models in the operator's Azure resource.</summary>
internal sealed class AzureOpenAiProvider : ImagesApiProvider
{
    private const string DeploymentSetting = "AZURE_OPENAI_DEPLOYMENT";

    public static readonly ProviderKind Kind = ProviderKind.Create<AzureOpenAiOptions>(
        "azure-openai",
        (options, parts) => new AzureOpenAiProvider(options, parts),
        new("AZURE_OPENAI_ENDPOINT", nameof(AzureOpenAiOptions.BaseUrl)),
        new("AZURE_OPENAI_API_KEY", nameof(AzureOpenAiOptions.ApiKey)),
        new(DeploymentSetting, nameof(AzureOpenAiOptions.Model)),
        new("AZURE_OPENAI_API_VERSION", nameof(AzureOpenAiOptions.ApiVersion)));

    private readonly AzureOpenAiAddress _address;

    public AzureOpenAiProvider(AzureOpenAiOptions options, ProviderParts parts)
        : base(Kind, ServiceFor(options), options, parts) => (_address, DefaultModel) = (AddressFrom(options), DeploymentFrom(options));

    public override ProviderDescription Description => new(
        "Azure OpenAI", ProviderTexts.AzureOpenAiSummary, Paid: true);

    /// <summary>The configured deployment. Without one the provider is not set up.</summary>
    protected override string? DefaultModel { get; }

    protected override ProviderCapabilities Capabilities(string? model) => AzureOpenAiCapabilities.For(model, DefaultModel, Models);

    protected override async Task<ServiceResponse> SendAsync(
        ImageRequest request, string? model, OptionalFields optional, ProviderCall call)
    {
        if (Setup.Configured && !AzureOpenAiAddress.IsDeployment(model!))
        {
            return ServiceResponse.NotSent(new Failure(
                FailureCode.InvalidRequest, "The model is the name of an Azure deployment: letters, digits, dots, dashes and underscores."));
        }

        var body = AzureOpenAiRequest.Body(request, _address.IsV1 ? model : null, optional, Models.RulesOf(model));
        var url = Service.UrlFor(_address.PathOf(model!, ImagesBody.PathOf(request)));
        return await Connection.SendAsync(HttpMethod.Post, url, body.Write(request), call, ImagesExchange.Accept);
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync(
        "models",
        call,
        json => ModelList.ToTest(json, null, keyed: true) is ProviderTest.Failed failed
            ? failed
            : new ProviderTest.Inconclusive($"The key is valid. Only an image would show whether the deployment {DefaultModel} exists."));

    /// <summary>Classifies Azure's errors: its own codes and OpenAI's.</summary>
    private static FailureCode? Classify(ServiceError error) => error switch
    {
        { Moderation: not null } or { Code: "ResponsibleAIPolicyViolation" } => FailureCode.ModerationBlocked,
        { Code: "DeploymentNotFound" or "OperationNotSupported" or "InvalidRequest" } => FailureCode.InvalidRequest,
        { Code: "PermissionDenied" or "AuthorizationFailed" } => FailureCode.Permission,
        { Code: "TooManyRequests" } => FailureCode.RateLimited,
        { Code: "InsufficientQuota" or "QuotaExceeded" } => FailureCode.Quota,
        _ => OpenAiErrors.Classify(error),
    };

    private static ServiceProfile ServiceFor(AzureOpenAiOptions options) =>
        new("Azure OpenAI", AddressFrom(options).BaseUrl, ServiceProfile.ApiKeyFrom(options), "AZURE_OPENAI_API_KEY")
        {
            Setup = MissingIn(options) is { } missing ? new ProviderSetup(missing) : null,
            Authenticate = (message, key) => message.Headers.Add("api-key", key),
            Classify = Classify,
        };

    /// <summary>Without an endpoint the URL is a placeholder: nothing is sent.</summary>
    private static AzureOpenAiAddress AddressFrom(AzureOpenAiOptions options) =>
        AzureOpenAiAddress.From(options.BaseUrl ?? new Uri("https://openai.azure.com"), options.ApiVersion);

    private static string? DeploymentFrom(AzureOpenAiOptions options) => options.Model ?? AddressFrom(options).Deployment;

    private static string? MissingIn(AzureOpenAiOptions options) =>
        options.BaseUrl is null ? "AZURE_OPENAI_ENDPOINT" : DeploymentFrom(options) is null ? DeploymentSetting : null;
}
