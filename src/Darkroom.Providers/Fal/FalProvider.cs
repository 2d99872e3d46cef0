using System.Net;
using System.Net.Http.Headers;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Fal;

/// <summary>
/// fal: its queue accepts a request, reports the queue position and the app's log, and stores the result. A base URL that returns the result
/// directly, such as <c>https://fal.run</c>, works too.
/// </summary>
internal sealed class FalProvider(ProviderOptions options, ProviderParts parts) : RemoteJobProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ProviderOptions>(
        "fal",
        (options, parts) => new FalProvider(options, parts),
        new WellKnownSetting("FAL_KEY", nameof(ProviderOptions.ApiKey)));

    private const string Domain = "fal.run";
    private const string StatusSuffix = "/status";
    private const int MaxTokenLength = 500;

    public override ProviderDescription Description => new(
        "fal", ProviderTexts.FalSummary, Paid: true);

    /// <summary>fal's own list is on another host than its queue.</summary>
    protected override ModelListing ModelListing => new("v1/models", json => ModelListing.Named(json, "models", "endpoint_id"))
    {
        Query = "category=text-to-image&status=active&limit=200",
        Service = Service.AtHome ? Service with { BaseUrl = new Uri("https://api.fal.ai") } : null,
    };

    public override ProviderCapabilities CapabilitiesOf(string? model) => FalCapabilities.For(model, Models);

    protected override async Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var rules = Models.RulesOf(ModelOf(request));
        var app = request.References.IsEmpty ? rules.Name : rules.EditName ?? rules.Name;
        if (!FalRequest.IsApp(app))
        {
            return RemoteJob.Rejected(UnknownModel(app, Models.Default!));
        }

        using var body = await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor(app), FalRequest.Body(request, rules), call);
        if (body.Failure is { } failure)
        {
            return RemoteJob.Rejected(failure);
        }

        var json = body.Json();
        return json.Text("status_url") is { } token && IsToken(token)
            ? new RemoteJob(token, FalResponse.WorkingOf(json) ?? new RemoteJobState.Working())
            : new RemoteJob(null, FalResponse.ResultOf(json, Service, app) ?? UnexpectedResponse());
    }

    /// <summary>A token is the URL of the request's status. It must be on fal's own hosts, because the key is sent there.</summary>
    protected override bool IsToken(string token) =>
        token.Length <= MaxTokenLength && JsonExtensions.Address(token) is { Query: "", Fragment: "" } url
        && url.AbsolutePath.EndsWith(StatusSuffix, StringComparison.Ordinal) && Service.MayReceiveKey(url, Domain);

    protected override async Task<RemoteJobState> PollAsync(
        string token, JobPoller poll, RemoteJobState.Working last, ImageRequest request)
    {
        using var status = await poll.NextAsync(new Uri(token + "?logs=1"));
        if (status.Failure is not null)
        {
            return PollFailed(status);
        }

        var json = status.Json();
        return FalResponse.WorkingOf(json) ?? json.Text("status") switch
        {
            // A failed request may also have the status "completed"; its result would only repeat the error.
            "COMPLETED" or "FAILED" when json.Property("error") is not null => new RemoteJobState.Failed(
                Service.Explain(ErrorBody.Read(json) ?? ServiceError.Empty)),
            "COMPLETED" => await ResultAsync(ResultUrl(token, json.Address("response_url")), poll, request),
            "CANCELED" or "CANCELLED" => new RemoteJobState.Failed(
                new Failure(FailureCode.Cancelled, "The image was cancelled at fal.")),
            "FAILED" => new RemoteJobState.Failed(Service.Explain(
                new ServiceError { Message = "The app failed without a reason." })),
            _ => UnexpectedResponse(),
        };
    }

    protected override (HttpMethod Method, Uri Url)? CancelRequest(string token) =>
        (HttpMethod.Put, new Uri(token[..^StatusSuffix.Length] + "/cancel"));

    // No free endpoint confirms a valid key. For a request that does not exist, fal still checks the key first.
    protected override async Task<ProviderTest> CheckAsync(ProviderCall call)
    {
        var url = Service.UrlFor("fal-ai/flux/requests/00000000-0000-0000-0000-000000000000/status");
        using var body = await Connection.FetchAsync(HttpMethod.Get, url, null, call);
        return body.Failure is { } failure && (body.Status is null or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || body.IsTransient)
            ? new ProviderTest.Failed(failure)
            : new ProviderTest.Inconclusive("fal responds and did not reject the key. Only an image would show whether it works.");
    }

    private async Task<RemoteJobState> ResultAsync(Uri url, JobPoller poll, ImageRequest request)
    {
        using var result = await poll.NowAsync(url);
        if (result.Failure is not { } failure)
        {
            return FalResponse.ResultOf(result.Json(), Service, ModelOf(request)) ?? new RemoteJobState.Failed(
                new Failure(FailureCode.BadOutput, "fal finished without an image."));
        }

        // The app has ended, so its own error would be the same with every further request.
        return result.Status >= HttpStatusCode.InternalServerError
            ? new RemoteJobState.Failed(failure with { Code = FailureCode.BadOutput })
            : PollFailed(result);
    }

    private Uri ResultUrl(string token, Uri? reported) =>
        reported is not null && Service.MayReceiveKey(reported, Domain) ? reported : new Uri(token[..^StatusSuffix.Length]);

    /// <summary>Classifies fal's errors: an app's error has a type, an account's state is only in the message.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.Type is "content_policy_violation" || error.MessageContains("content checker") ? FailureCode.ModerationBlocked

        // The app was never started.
        : error.Type is "startup_timeout" or "runner_scheduling_failure" ? FailureCode.Unavailable
        : error.Type is "bad_request" ? FailureCode.InvalidRequest
        : error.MessageContains("exhausted balance") ? FailureCode.Quota
        : null;

    private static ServiceProfile ServiceFor(ProviderOptions options) => new("fal", options, "https://queue.fal.run", "FAL_KEY")
    {
        Authenticate = (message, key) => message.Headers.Authorization = new AuthenticationHeaderValue("Key", key),
        Classify = Classify,
        ErrorTypeHeader = "x-fal-error-type",
    };
}
