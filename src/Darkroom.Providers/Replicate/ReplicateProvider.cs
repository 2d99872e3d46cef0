using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>
/// Replicate: thousands of models behind one API. A prediction is begun, waited for and asked for; the image is fetched from
/// Replicate's delivery host. Its addresses are made here from its id: no address of an answer ever gets the key.
/// </summary>
internal sealed class ReplicateProvider : RemoteJobProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ReplicateOptions>(
        "replicate",
        (options, parts) => new ReplicateProvider(options, parts),
        new WellKnownSetting("REPLICATE_API_TOKEN", nameof(ProviderOptions.ApiKey)));

    // A model nobody used lately is started first, which takes minutes.
    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(10));

    private readonly string? _model;

    public ReplicateProvider(ReplicateOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel) => _model = options.Model;

    public override ProviderDescription Description { get; } = new(
        "Replicate", "Models of many makers at Replicate, which gets the prompts.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => ReplicateCapabilities.For(model, _model);

    protected override async Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var name = request.Model ?? _model ?? ReplicateCapabilities.DefaultModel;
        if (ReplicateTarget.Parse(name) is not { } model)
        {
            return new RemoteJob(null, new RemoteJobState.Failed(new Failure(
                FailureCode.InvalidRequest,
                $"Replicate has no model named {SafeText.Sanitize(name, null, 100)}: names are owner/name, or owner/name:version.")));
        }

        var content = ReplicateRequest.Body(request, ReplicateInputs.For(name), model.Version);
        using var body = await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor(model.Path), content, call, WaitBriefly);
        if (body.Failure is { } failure)
        {
            return new RemoteJob(null, new RemoteJobState.Failed(failure));
        }

        var json = body.Json();
        return ReplicateResponse.IdOf(json) is { } id
            ? new RemoteJob(id, ReplicateResponse.StateOf(json, Service) ?? UnexpectedResponse())
            : new RemoteJob(null, UnexpectedResponse());
    }

    protected override bool IsToken(string token) => ReplicateResponse.IsId(token);

    protected override async Task<RemoteJobState> PollAsync(
        string token, JobPoller poll, RemoteJobState.Working last, ImageRequest request)
    {
        using var body = await poll.NextAsync(Service.UrlFor($"predictions/{token}"));
        return body.Failure is null ? ReplicateResponse.StateOf(body.Json(), Service) ?? UnexpectedResponse() : PollFailed(body);
    }

    protected override (HttpMethod Method, Uri Url)? CancelRequest(string token) =>
        (HttpMethod.Post, Service.UrlFor($"predictions/{token}/cancel"));

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("account", call, body =>
        body.Json().Text("username") is { } name
            ? new ProviderTest.Passed($"The key is good; it belongs to {SafeText.Sanitize(name, Service.Key, 100)}.")
            : new ProviderTest.Inconclusive("It answers, but not with an account. Check the base URL: it mostly ends in /v1."));

    // Quick models answer with the image. Longer waits would hide the prediction's id, and with it the way to cancel and to resume.
    private static void WaitBriefly(HttpRequestMessage message) => message.Headers.Add("Prefer", "wait=3");

    private static ServiceProfile ServiceOf(ReplicateOptions options) => new(
        "Replicate", options.BaseUrl ?? new Uri("https://api.replicate.com/v1"), ServiceProfile.ApiKeyFrom(options), "REPLICATE_API_TOKEN")
    {
        KeyName = "API token",
        Classify = ReplicateErrors.Classify,
    };
}
