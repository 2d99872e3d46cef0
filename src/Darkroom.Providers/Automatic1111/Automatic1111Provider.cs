using System.Net;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>
/// AUTOMATIC1111's web UI, and Forge and SD.Next, which have the same API. One response returns the image; meanwhile a second endpoint is
/// polled for progress and the unfinished image.
/// </summary>
internal sealed class Automatic1111Provider : HttpProvider, IOptionLister
{
    public static readonly ProviderKind Kind = ProviderKind.Create<Automatic1111Options>(
        "automatic1111", (options, parts) => new Automatic1111Provider(options, parts));

    private const string AddressSetting = "Providers:automatic1111:BaseUrl";
    private const string ApiDisabled = "The web UI responds, but its API is disabled. Start it with --api.";

    private readonly Automatic1111Options _options;
    private readonly TimeProvider _time;

    public Automatic1111Provider(Automatic1111Options options, ProviderParts parts)
        : base(Kind, ServiceFor(options), options with { MaxConcurrency = 1 }, parts) => (_options, _time) = (options, parts.Time);

    public override ProviderDescription Description => new(
        "Stable Diffusion web UI", ProviderTexts.Automatic1111Summary, Paid: false);

    /// <summary>The delay between two polls.</summary>
    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    protected override ModelListing ModelListing => new("sdapi/v1/sd-models", json => ModelListing.Named(json, null, "model_name"));

    public override ProviderCapabilities CapabilitiesOf(string? model) => Automatic1111Capabilities.For(model, _options);

    public async Task<OptionNames?> ListOptionsAsync(CancellationToken cancellationToken)
    {
        if (await NamesAsync("sdapi/v1/samplers", json => Names(json, "name"), cancellationToken) is not { } samplers)
        {
            return null;
        }

        // Older versions have no list of schedulers: they are a part of the samplers' names.
        var schedulers = await NamesAsync("sdapi/v1/schedulers", json => Names(json, "label"), cancellationToken);
        var loras = await NamesAsync("sdapi/v1/loras", json => Names(json, "name"), cancellationToken);
        var upscalers = await NamesAsync("sdapi/v1/upscalers", json => Names(json, "name"), cancellationToken);
        return new OptionNames(samplers, schedulers ?? [], loras ?? []) { Upscalers = Automatic1111Capabilities.ModelsOf(upscalers ?? []) };

        static IEnumerable<string> Names(JsonElement json, string name) => ModelListing.Named(json, null, name).Select(one => one.Name);
    }

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        using var first = await Connection.FetchAsync(HttpMethod.Get, ProgressUrl(withImage: false), null, call);
        if (first.Failure is { Code: FailureCode.Authentication or FailureCode.Unavailable } unusable)
        {
            yield return new GenerationUpdate.Failed(unusable);
            yield break;
        }

        var tracker = new Automatic1111Tracker(Automatic1111State.Read(first.Bytes.Span), request.PartialImages, _time);
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        using var polling = CreateCall(Limits.Timeout, finished.Token);
        var generating = MakeAsync(request, call, finished);
        var settled = false;
        try
        {
            while (await PollAsync(polling, tracker.WantsImages, finished.Token) is { } polled)
            {
                using var progress = polled;
                foreach (var update in tracker.Read(progress.Bytes))
                {
                    yield return update;
                }
            }

            using var body = await generating;
            settled = body.Failure is not { Code: FailureCode.Timeout };
            yield return ToUpdate(body, tracker);
        }
        finally
        {
            // Otherwise the web UI would finish an image that is no longer needed.
            if (!settled && tracker.MayInterrupt)
            {
                await Connection.NotifyAsync(HttpMethod.Post, Service.UrlFor("sdapi/v1/interrupt"), JsonBody.Create(_ => { }), CancellationToken.None);
            }
        }
    }

    protected override async Task<ProviderTest> CheckAsync(ProviderCall call)
    {
        using var body = await Connection.FetchAsync(HttpMethod.Get, Service.UrlFor("sdapi/v1/sd-models"), null, call);
        if (body.Failure is { } failure)
        {
            return new ProviderTest.Failed(body.Status is HttpStatusCode.NotFound ? new(FailureCode.InvalidRequest, ApiDisabled) : failure);
        }

        var checkpoints = body.Json() is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToList() : [];
        return checkpoints.Count == 0 ? new ProviderTest.Inconclusive("The web UI responds, but lists no checkpoints.")
            : _options.Model is { } model && !checkpoints.Exists(each => each.Text("title") == model || each.Text("model_name") == model)
            ? new ProviderTest.Inconclusive($"The web UI responds, but has no checkpoint {model}.")
            : new ProviderTest.Passed($"The web UI responds and has {checkpoints.Count} {(checkpoints.Count == 1 ? "checkpoint" : "checkpoints")}.");
    }

    /// <summary>Classifies the web UI's errors, most of which have HTTP 500 and the exception's name.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.Type is "OutOfMemoryError" || error.MessageContains("out of memory") || error.MessageContains("Unknown checkpoint") || error.MessageContains("Sampler not found") || error.MessageContains("could not find upscaler")
            ? FailureCode.InvalidRequest
            : null;

    private static ServiceProfile ServiceFor(Automatic1111Options options) => new(
        "The web UI", options, "http://127.0.0.1:7860", "Providers:automatic1111:ApiKey")
    {
        // Loading another checkpoint may take minutes.
        Limits = new ProviderLimits(1, null, TimeSpan.FromMinutes(10)),
        Setup = new ProviderSetup(options.BaseUrl is null ? AddressSetting : null),
        KeyName = "user name and password",
        Authenticate = ServiceProfile.WithBasicOrBearer,
        Classify = Classify,
    };

    private static GenerationUpdate ToUpdate(ServiceBody body, Automatic1111Tracker tracker) => body switch
    {
        { Status: HttpStatusCode.NotFound } => Failed(FailureCode.InvalidRequest, ApiDisabled),
        { Failure: { } failure } => new GenerationUpdate.Failed(failure),
        _ when tracker.Stopped => Failed(FailureCode.Interrupted, "The image was stopped in the web UI before it was finished."),
        _ => Automatic1111Response.Read(body.Bytes.Span),
    };

    private Uri ProgressUrl(bool withImage) => Service.UrlFor("sdapi/v1/progress", withImage ? "skip_current_image=false" : "skip_current_image=true");

    private async Task<ServiceBody> MakeAsync(ImageRequest request, ProviderCall call, CancellationTokenSource finished)
    {
        try
        {
            var body = Automatic1111Request.UpscalerOf(request) is { } upscaler
                ? Automatic1111Request.UpscaleBody(request, upscaler)
                : Automatic1111Request.Body(request, _options);
            return await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor(Automatic1111Request.PathOf(request)), body, call);
        }
        finally
        {
            await finished.CancelAsync();
        }
    }

    /// <summary>Waits, then requests the progress.</summary>
    /// <returns>Null once the image is finished, or if the server has no progress endpoint.</returns>
    private async Task<ServiceBody?> PollAsync(ProviderCall polling, bool withImage, CancellationToken finished)
    {
        try
        {
            if (await polling.DelayAsync(PollInterval) is not null)
            {
                return null;
            }

            var body = await Connection.FetchAsync(HttpMethod.Get, ProgressUrl(withImage), null, polling);
            return body.Status is HttpStatusCode.NotFound ? null : body;
        }
        catch (OperationCanceledException) when (finished.IsCancellationRequested)
        {
            return null;
        }
    }
}
