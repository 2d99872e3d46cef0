using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>
/// Replicate: thousands of models behind one API. A prediction is created and polled; the image is downloaded from Replicate's delivery host.
/// The URLs are built from the prediction's id, so no URL from a response receives the key.
/// </summary>
internal sealed class ReplicateProvider(ProviderOptions options, ProviderParts parts)
    : RemoteJobProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ProviderOptions>(
        "replicate",
        (options, parts) => new ReplicateProvider(options, parts),
        new WellKnownSetting("REPLICATE_API_TOKEN", nameof(ProviderOptions.ApiKey)));

    public override ProviderDescription Description => new(
        "Replicate", ProviderTexts.ReplicateSummary, Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => ReplicateCapabilities.For(model, Models);

    protected override async Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var name = ModelOf(request);
        if (ReplicateRequest.TargetOf(name) is not { } target)
        {
            return RemoteJob.Rejected(UnknownModel(name, "owner/name or owner/name:version"));
        }

        var content = ReplicateRequest.Body(request, ReplicateInput.RulesOf(name), target.Version);
        using var body = await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor(target.Path), content, call, WaitBriefly);
        if (body.Failure is { } failure)
        {
            return RemoteJob.Rejected(failure);
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

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("account", call, json =>
        json.Text("username") is { } name
            ? new ProviderTest.Passed($"The key is valid and belongs to {SafeText.Sanitize(name, Service.Key, 100)}.")
            : new ProviderTest.Inconclusive("The service responds, but not with an account. Check the base URL: it usually ends in /v1."));

    // Fast models return the image at once. A longer wait would delay the prediction's id, which is needed to cancel and to resume.
    private static void WaitBriefly(HttpRequestMessage message) => message.Headers.Add("Prefer", "wait=3");

    /// <summary>Classifies Replicate's errors. Each model has its own safety check and reports it in its own words, without a status.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("NSFW") || error.MessageContains("flagged as sensitive") || error.MessageContains("flagged by safety") ? FailureCode.ModerationBlocked
        : null;

    private static ServiceProfile ServiceFor(ProviderOptions options) =>
        new("Replicate", options, "https://api.replicate.com/v1", "REPLICATE_API_TOKEN")
        {
            // A model that was not used lately has to start first, which takes minutes.
            Limits = new ProviderLimits(4, null, TimeSpan.FromMinutes(10)),
            KeyName = "API token",
            Classify = Classify,
        };
}
