using System.Net;
using Darkroom.Providers.Http;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.HuggingFace;

/// <summary>
/// Hugging Face's Inference Providers: one router and one token for Hugging Face's own machines and its partners', each with a protocol of its
/// own. The hub reports which partners serve a model.
/// </summary>
internal sealed partial class HuggingFaceProvider : HttpProvider, IResumableProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<HuggingFaceOptions>(
        "huggingface",
        (options, parts) => new HuggingFaceProvider(options, parts),
        new("HF_TOKEN", nameof(HuggingFaceOptions.ApiKey)),
        new("HF_ENDPOINT", nameof(HuggingFaceOptions.HubUrl)));

    private readonly HuggingFaceOptions _options;
    private readonly ServiceConnection _hub;
    private readonly HuggingFaceRoutes _routes;

    public HuggingFaceProvider(HuggingFaceOptions options, ProviderParts parts)
        : base(Kind, ServiceFor(options, options.BaseUrl ?? new Uri("https://router.huggingface.co")), options, parts)
    {
        _options = options;
        _hub = new ServiceConnection(ServiceFor(options, options.HubUrl), Setup.MissingSetting, parts, Log);
        _routes = new HuggingFaceRoutes(_hub, options.Partner, ModelCatalog.Shipped.DefaultOf(Kind.Id, DateOnly.MinValue)!.Name);
    }

    public override ProviderDescription Description => new(
        "Hugging Face", ProviderTexts.HuggingFaceSummary, Paid: true);

    protected override ModelListing ModelListing => new("api/models", json => ModelListing.Named(json, null, "id"))
    {
        Query = "pipeline_tag=text-to-image&inference_provider=all&sort=trendingScore&limit=200",
        Service = _hub.Service,
    };

    public override ProviderCapabilities CapabilitiesOf(string? model) => HuggingFaceCapabilities.For(model, Models, _options.Partner);

    public Task CancelAsync(string resumeToken, CancellationToken cancellationToken) => HuggingFaceJob.Parse(resumeToken)?.Cancel is { } cancel
        ? Connection.NotifyAsync(cancel.Method, Service.UrlFor(cancel.Path, cancel.Query), null, cancellationToken)
        : Task.CompletedTask;

    /// <summary>Does nothing: partners delete results by themselves.</summary>
    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call) =>
        request.ResumeToken is not { } token ? BeginAsync(request, call)
        : HuggingFaceJob.Parse(token) is { } job ? FollowAsync(job, call, resumed: true)
        : new GenerationUpdate[] { ForeignToken() }.ToAsyncEnumerable();

    protected override async Task<ProviderTest> CheckAsync(ProviderCall call)
    {
        using var body = await _hub.FetchAsync(HttpMethod.Get, _hub.Service.UrlFor("api/whoami-v2"), null, call);
        return body.Failure is { } failure ? new ProviderTest.Failed(failure)
            : body.Json().Text("name") is { } name ? new ProviderTest.Passed($"The token is valid and belongs to {SafeText.Sanitize(name, Service.Key, 100)}.")
            : new ProviderTest.Inconclusive("The hub responds, but does not name the token's owner.");
    }

    /// <summary>Classifies the errors of the router and its partners.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("currently loading") ? FailureCode.ModelLoading

        // The status is 429, but waiting does not help.
        : error.MessageContains("log in or use a HF access token") ? FailureCode.Authentication
        : error.MessageContains("exceeded your monthly included credits") || error.MessageContains("insufficient balance") ? FailureCode.Quota
        : error.MessageContains("NSFW") || error.Code is "content_policy_violation" or "content_filter" ? FailureCode.ModerationBlocked
        : null;

    private static ServiceProfile ServiceFor(HuggingFaceOptions options, Uri baseUrl) =>
        new("Hugging Face", baseUrl, ServiceProfile.ApiKeyFrom(options), "HF_TOKEN")
        {
            Limits = new ProviderLimits(4, null, TimeSpan.FromMinutes(3)),
            KeyName = "token",
            Classify = Classify,
        };

    private async IAsyncEnumerable<GenerationUpdate> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var model = ModelOf(request);
        var (route, unserved) = await _routes.ResolveAsync(model, call);
        if (route is null)
        {
            yield return new GenerationUpdate.Failed(unserved!);
            yield break;
        }

        LogRoute(Log, route.Partner, route.Model);
        var posted = await PostAsync(route, request, call);
        if (posted.Message is null)
        {
            if (posted.Status is HttpStatusCode.NotFound)
            {
                _routes.Forget(model);
            }

            yield return new GenerationUpdate.Failed(posted.Failure!);
            yield break;
        }

        yield return new GenerationUpdate.Progress(null);
        using var body = await Connection.ReadAsync(posted.Message, call);
        var response = body.Failure is { } broken ? new HuggingFaceResponse { Failure = broken } : HuggingFaceResponse.ReadFirst(route.Partner, body, Service);
        if (response.Job is not { } job)
        {
            yield return await ToUpdateAsync(response, call);
            yield break;
        }

        yield return new GenerationUpdate.Resumable(job.Token);
        await foreach (var update in FollowAsync(job, call, resumed: false))
        {
            yield return update;
        }
    }

    private Task<ServiceResponse> PostAsync(HuggingFaceRoute route, ImageRequest request, ProviderCall call)
    {
        var (path, query) = HuggingFaceRequest.UrlFor(route);
        return Connection.SendAsync(HttpMethod.Post, Service.UrlFor(path, query), HuggingFaceRequest.Body(route, request), call, message =>
        {
            if (_options.BillTo is { } organisation)
            {
                message.Headers.TryAddWithoutValidation("X-HF-Bill-To", organisation);
            }

            if (route.Partner is HuggingFacePartners.Replicate)
            {
                message.Headers.TryAddWithoutValidation("Prefer", "wait");
            }
        });
    }

    private async IAsyncEnumerable<GenerationUpdate> FollowAsync(HuggingFaceJob job, ProviderCall call, bool resumed)
    {
        var poll = new JobPoller(Connection, call, job.PollInterval);
        int? position = null;
        while (true)
        {
            using var body = await poll.NextAsync(Service.UrlFor(job.Status.Path, job.Status.Query));
            if (body.Failure is { } failure)
            {
                yield return PollFailed(body, failure);
                yield break;
            }

            var response = HuggingFaceResponse.ReadStatus(job, body.Json(), Service);
            if (response.Job is null)
            {
                yield return response.ResultReady ? await ResultAsync(job, call, resumed) : await ToUpdateAsync(response, call, fetchAgain: !resumed);
                yield break;
            }

            if (response.QueuePosition != position)
            {
                position = response.QueuePosition;
                yield return new GenerationUpdate.Progress(null) { QueuePosition = position };
            }
        }
    }

    private async Task<GenerationUpdate> ResultAsync(HuggingFaceJob job, ProviderCall call, bool resumed)
    {
        var url = Service.UrlFor(job.Result.Path, job.Result.Query);
        using var body = await Connection.FetchAsync(HttpMethod.Get, url, null, call);
        return body switch
        {
            { Failure: { } failure, IsTransient: true } => new GenerationUpdate.Failed(failure) { WorkContinues = true },
            { Failure: { } failure } => PollFailed(body, failure),
            _ => await ToUpdateAsync(HuggingFaceResponse.ReadResult(body.Json(), Service), call, fetchAgain: !resumed),
        };
    }

    /// <param name="fetchAgain">Whether another call may retry a failed download, because the image is paid for.</param>
    private async Task<GenerationUpdate> ToUpdateAsync(HuggingFaceResponse response, ProviderCall call, bool fetchAgain = false)
    {
        if (response.Failure is { } failure)
        {
            return new GenerationUpdate.Failed(failure);
        }

        var (image, undelivered) = response.Image is { } inline ? (inline, null) : await Download.FetchAsync(response.Address, call);
        return image is null
            ? new GenerationUpdate.Failed(undelivered!) { WorkContinues = fetchAgain }
            : new GenerationUpdate.FinalImage(image) { Seed = response.Seed };
    }

    private GenerationUpdate.Failed PollFailed(ServiceOutcome outcome, Failure failure) => outcome.Status is HttpStatusCode.NotFound
        ? new GenerationUpdate.Failed(WorkNotFound())
        : new GenerationUpdate.Failed(failure) { WorkContinues = !outcome.IsRejected };

    [LoggerMessage(LogLevel.Debug, "Hugging Face routes the request to {Partner} with model {Model}")]
    private static partial void LogRoute(ILogger logger, string partner, string model);
}
