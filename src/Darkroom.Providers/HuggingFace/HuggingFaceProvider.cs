using System.Net;
using Darkroom.Providers.Http;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.HuggingFace;

/// <summary>
/// Hugging Face's Inference Providers: one router and one token for Hugging Face's own machines and its partners', each of which
/// is spoken to in its own way. The hub tells who serves a model.
/// </summary>
internal sealed partial class HuggingFaceProvider : HttpProvider, IResumableProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<HuggingFaceOptions>(
        "huggingface",
        (options, parts) => new HuggingFaceProvider(options, parts),
        new("HF_TOKEN", nameof(HuggingFaceOptions.ApiKey)),
        new("HF_ENDPOINT", nameof(HuggingFaceOptions.HubUrl)));

    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(3));

    private readonly HuggingFaceOptions _options;
    private readonly ServiceConnection _hub;
    private readonly HuggingFaceRoutes _routes;
    private readonly ILogger _log;

    public HuggingFaceProvider(HuggingFaceOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options, options.BaseUrl ?? new Uri("https://router.huggingface.co")), options, parts, DefaultModel)
    {
        _options = options;
        _log = Log;
        var hub = ServiceOf(options, options.HubUrl);
        _hub = new ServiceConnection(hub, Setup.MissingSetting, new ServiceHttp(hub, parts.Http, parts.PublicHttp), _log, parts.Time);
        _routes = new HuggingFaceRoutes(_hub, options.Partner);
    }

    public override ProviderDescription Description { get; } = new(
        "Hugging Face", "Open models through Hugging Face; prompts go there, and to the partner that serves the model.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => HuggingFaceCapabilities.For(model, _options.Model, _options.Partner);

    public async Task CancelAsync(string resumeToken, CancellationToken cancellationToken)
    {
        if (HuggingFaceJob.Parse(resumeToken)?.Cancel is { } stop
            && !await Connection.NotifyAsync(stop.Method, Service.UrlFor(stop.Path, stop.Query), null, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Partners forget by themselves, and take no orders to.</summary>
    public Task ForgetAsync(string resumeToken, CancellationToken cancellationToken) => Task.CompletedTask;

    protected override IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call) =>
        request.ResumeToken is { } token ? ResumeAsync(token, call) : BeginAsync(request, call);

    protected override async Task<ProviderTest> CheckAsync(ProviderCall call)
    {
        using var body = await _hub.FetchAsync(HttpMethod.Get, _hub.Service.UrlFor("api/whoami-v2"), null, call);
        return body.Failure is { } failure ? new ProviderTest.Failed(failure)
            : body.Json().Text("name") is { } name ? new ProviderTest.Passed($"The token is good and belongs to {SafeText.Sanitize(name, Service.Key, 100)}.")
            : new ProviderTest.Inconclusive("The hub answers, but does not say whose the token is.");
    }

    private static ServiceProfile ServiceOf(HuggingFaceOptions options, Uri address) =>
        new("Hugging Face", address, ServiceProfile.ApiKeyFrom(options), "HF_TOKEN") { KeyName = "token", Classify = HuggingFaceErrors.Classify };

    private async IAsyncEnumerable<GenerationUpdate> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var model = request.Model ?? _options.Model ?? HuggingFaceCapabilities.DefaultModel;
        var (route, unserved) = await _routes.ResolveAsync(model, call);
        if (route is null)
        {
            yield return new GenerationUpdate.Failed(unserved!);
            yield break;
        }

        LogRoute(route.Partner, route.Model);
        var reply = await PostAsync(route, request, call);
        if (reply.Message is null)
        {
            if (reply.Status is HttpStatusCode.NotFound)
            {
                _routes.Forget(model);
            }

            yield return new GenerationUpdate.Failed(reply.Failure!);
            yield break;
        }

        yield return new GenerationUpdate.Progress(null);
        using var body = await Connection.ReadAsync(reply.Message, call);
        var answer = body.Failure is { } broken ? new HuggingFaceResponse { Failure = broken } : HuggingFaceResponse.ReadFirst(route.Partner, body, Service);
        if (answer.Job is not { } job)
        {
            yield return await ToUpdateAsync(answer, call);
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

    private async IAsyncEnumerable<GenerationUpdate> ResumeAsync(string token, ProviderCall call)
    {
        if (HuggingFaceJob.Parse(token) is not { } job)
        {
            yield return Failed(FailureCode.Interrupted, "What was kept to pick this image up is not from this provider.");
            yield break;
        }

        await foreach (var update in FollowAsync(job, call, resumed: true))
        {
            yield return update;
        }
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

            var answer = HuggingFaceResponse.ReadStatus(job, body.Json(), Service);
            if (answer.Job is null)
            {
                yield return answer.ResultReady ? await ResultAsync(job, call, resumed) : await ToUpdateAsync(answer, call, fetchAgain: !resumed);
                yield break;
            }

            if (answer.QueuePosition != position)
            {
                position = answer.QueuePosition;
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
            _ => await ToUpdateAsync(HuggingFaceResponse.ReadResult(body.Json()), call, fetchAgain: !resumed),
        };
    }

    /// <param name="answer">The last one.</param>
    /// <param name="call">The image's call.</param>
    /// <param name="fetchAgain">Whether another call may try to fetch an image that could not be fetched now: it is paid for.</param>
    private async Task<GenerationUpdate> ToUpdateAsync(HuggingFaceResponse answer, ProviderCall call, bool fetchAgain = false)
    {
        if (answer.Failure is { } failure)
        {
            return new GenerationUpdate.Failed(failure);
        }

        var (image, undelivered) = answer.Image is { } inline ? (inline, null) : await Download.FetchAsync(answer.Address, call);
        return image is null
            ? new GenerationUpdate.Failed(undelivered!) { WorkContinues = fetchAgain }
            : new GenerationUpdate.FinalImage(image) { Seed = answer.Seed };
    }

    private static GenerationUpdate.Failed PollFailed(ServiceOutcome outcome, Failure failure) => outcome.Status is HttpStatusCode.NotFound
        ? Failed(FailureCode.Interrupted, "Hugging Face no longer knows the image that was to be picked up. It may have been billed.")
        : new GenerationUpdate.Failed(failure) { WorkContinues = !outcome.IsRejected };

    [LoggerMessage(LogLevel.Debug, "Hugging Face has {Partner} make it with {Model}")]
    private partial void LogRoute(string partner, string model);
}
