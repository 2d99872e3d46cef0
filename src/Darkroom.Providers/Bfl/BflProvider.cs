using Darkroom.Providers.Http;

namespace Darkroom.Providers.Bfl;

/// <summary>
/// Black Forest Labs, who make FLUX. The response that accepts a task names the URL to poll, which may be on another of their hosts, because
/// each region has its own.
/// </summary>
internal sealed class BflProvider(ProviderOptions options, ProviderParts parts) : RemoteJobProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ProviderOptions>(
        "bfl",
        (options, parts) => new BflProvider(options, parts),
        new WellKnownSetting("BFL_API_KEY", nameof(ProviderOptions.ApiKey)));

    private const int MaxTokenLength = 500;

    public override ProviderDescription Description => new(
        "Black Forest Labs", ProviderTexts.BflSummary, Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => BflCapabilities.For(model, Models);

    protected override async Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var model = ModelOf(request);
        if (!BflRequest.IsModel(model))
        {
            return RemoteJob.Rejected(UnknownModel(model, Models.Default!));
        }

        var content = BflRequest.Body(request, Models.RulesOf(model).Aspects);
        using var body = await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor(model), content, call);
        if (body.Failure is { } failure)
        {
            return RemoteJob.Rejected(failure);
        }

        var json = body.Json();
        return json.Text("polling_url") is { } token && IsToken(token)
            ? new RemoteJob(token, new RemoteJobState.Working(), BflResponse.CostOf(json))
            : new RemoteJob(null, UnexpectedResponse());
    }

    /// <summary>A token is the URL to poll. It must be on BFL's own hosts, because the key is sent there.</summary>
    protected override bool IsToken(string token) =>
        token.Length <= MaxTokenLength && JsonExtensions.Address(token) is { Fragment: "" } url && Service.MayReceiveKey(url, "bfl.ai");

    protected override async Task<RemoteJobState> PollAsync(
        string token, JobPoller poll, RemoteJobState.Working last, ImageRequest request)
    {
        using var body = await poll.NextAsync(new Uri(token), last.PollDelay);
        return body.Failure is not null ? PollFailed(body)
            : body.Json().Text("status") is "Task not found" ? JobNotFound()
            : BflResponse.StateOf(body, Service, ModelOf(request)) ?? UnexpectedResponse();
    }

    /// <summary>BFL cannot cancel a task.</summary>
    protected override (HttpMethod Method, Uri Url)? CancelRequest(string token) => null;

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) =>
        CheckCreditsAsync("credits", call, "Check the base URL: it usually ends in /v1.");

    /// <summary>Classifies BFL's errors.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("not authenticated") || error.MessageContains("invalid api key") ? FailureCode.Authentication
        : error.MessageContains("insufficient credits") ? FailureCode.Quota
        : null;

    private static ServiceProfile ServiceFor(ProviderOptions options) => new("BFL", options, "https://api.bfl.ai/v1", "BFL_API_KEY")
    {
        Authenticate = (message, key) => message.Headers.Add("x-key", key),
        Classify = Classify,
    };
}
