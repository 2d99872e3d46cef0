using System.Net;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Automatic1111;

/// <summary>
/// AUTOMATIC1111's web UI, and Forge and SD.Next, which speak the same API. The image comes in one answer; beside it one asks how
/// far it is, and gets the unfinished image with that.
/// </summary>
internal sealed class Automatic1111Provider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<Automatic1111Options>(
        "automatic1111", (options, parts) => new Automatic1111Provider(options, parts));

    private const string AddressSetting = "Providers:automatic1111:BaseUrl";
    private const string ApiDisabled = "The web UI answers, but its API is off. Start it with --api.";

    // Loading another checkpoint may take minutes by itself.
    private static readonly ProviderLimits DefaultModel = new(1, null, TimeSpan.FromMinutes(10));

    private readonly Automatic1111Options _options;
    private readonly TimeProvider _time;

    public Automatic1111Provider(Automatic1111Options options, ProviderParts parts)
        : base(
            Kind, ServiceOf(options), options with { MaxConcurrency = 1 }, parts, DefaultModel,
            new ProviderSetup(options.BaseUrl is null ? AddressSetting : null)) => (_options, _time) = (options, parts.Time);

    public override ProviderDescription Description { get; } = new(
        "Stable Diffusion web UI", "AUTOMATIC1111, Forge or SD.Next on a machine of your own; prompts go there.", Paid: false);

    /// <summary>Between two questions how far it is.</summary>
    internal TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    public override ProviderCapabilities CapabilitiesOf(string? model) => Automatic1111Capabilities.For(_options.Model);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        using var first = await Connection.FetchAsync(HttpMethod.Get, ProgressUrl(withImage: false), null, call);
        if (first.Failure is { Code: FailureCode.Authentication or FailureCode.Unavailable } unusable)
        {
            yield return new GenerationUpdate.Failed(unusable);
            yield break;
        }

        var watch = new Automatic1111Tracker(Automatic1111State.Read(first.Bytes.Span), request.PartialImages, _time);
        using var made = CancellationTokenSource.CreateLinkedTokenSource(call.Token);
        using var asking = new ProviderCall(Service.Name, Service.BaseUrl, Limits.Timeout, _time, made.Token);
        var making = MakeAsync(request, call, made);
        var settled = false;
        try
        {
            while (await PollAsync(asking, watch.WantsImages, made.Token) is { } said)
            {
                using var answer = said;
                foreach (var update in watch.Read(said.Bytes))
                {
                    yield return update;
                }
            }

            using var body = await making;
            settled = body.Failure is not { Code: FailureCode.Timeout };
            yield return ToUpdate(body, watch);
        }
        finally
        {
            // Otherwise it goes on with an image that nobody waits for.
            if (!settled && watch.MayInterrupt)
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
        return checkpoints.Count == 0 ? new ProviderTest.Inconclusive("It answers, but lists no checkpoints.")
            : _options.Model is { } model && !checkpoints.Exists(each => each.Text("title") == model || each.Text("model_name") == model)
            ? new ProviderTest.Inconclusive($"It answers, but has no checkpoint {model}.")
            : new ProviderTest.Passed($"It answers and has {checkpoints.Count} {(checkpoints.Count == 1 ? "checkpoint" : "checkpoints")}.");
    }

    private static ServiceProfile ServiceOf(Automatic1111Options options) => new(
        "The web UI", options.BaseUrl ?? new Uri("http://127.0.0.1:7860"), ServiceProfile.ApiKeyFrom(options), "Providers:automatic1111:ApiKey")
    {
        KeyName = "user name and password",
        Authenticate = ServiceProfile.WithBasicOrBearer,
        Classify = Automatic1111Errors.Classify,
    };

    private static GenerationUpdate ToUpdate(ServiceBody body, Automatic1111Tracker watch) => body switch
    {
        { Status: HttpStatusCode.NotFound } => Failed(FailureCode.InvalidRequest, ApiDisabled),
        { Failure: { } failure } => new GenerationUpdate.Failed(failure),
        _ when watch.Stopped => Failed(FailureCode.Interrupted, "Somebody stopped it in the web UI before it was finished."),
        _ => Automatic1111Response.Read(body.Bytes.Span),
    };

    private Uri ProgressUrl(bool withImage) => Service.UrlFor("sdapi/v1/progress", withImage ? "skip_current_image=false" : "skip_current_image=true");

    private async Task<ServiceBody> MakeAsync(ImageRequest request, ProviderCall call, CancellationTokenSource made)
    {
        try
        {
            var url = Service.UrlFor(request.References.IsEmpty ? "sdapi/v1/txt2img" : "sdapi/v1/img2img");
            return await Connection.FetchAsync(HttpMethod.Post, url, Automatic1111Request.Body(request, _options), call);
        }
        finally
        {
            await made.CancelAsync();
        }
    }

    /// <summary>Waits, then asks how far it is.</summary>
    /// <returns>Null once the image is made, or where the server cannot tell.</returns>
    private async Task<ServiceBody?> PollAsync(ProviderCall asking, bool withImage, CancellationToken made)
    {
        try
        {
            if (await asking.DelayAsync(PollInterval) is not null)
            {
                return null;
            }

            var body = await Connection.FetchAsync(HttpMethod.Get, ProgressUrl(withImage), null, asking);
            return body.Status is HttpStatusCode.NotFound ? null : body;
        }
        catch (OperationCanceledException) when (made.IsCancellationRequested)
        {
            return null;
        }
    }
}
