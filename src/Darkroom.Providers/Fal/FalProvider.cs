using System.Net;
using System.Net.Http.Headers;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Fal;

/// <summary>
/// fal: its queue takes a request, tells where it stands and what the app writes to its log, and keeps the result. A base
/// address that answers with the result at once, such as <c>https://fal.run</c>, works too.
/// </summary>
internal sealed class FalProvider : RemoteJobProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<FalOptions>(
        "fal",
        (options, parts) => new FalProvider(options, parts),
        new WellKnownSetting("FAL_KEY", nameof(ProviderOptions.ApiKey)));

    private const string StatusEnd = "/status";
    private const int MaxTokenLength = 500;
    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(5));

    private readonly string? _model;

    public FalProvider(FalOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel) => _model = options.Model;

    public override ProviderDescription Description { get; } = new(
        "fal", "FLUX and many other models at fal, which gets the prompts.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => FalCapabilities.For(model, _model);

    protected override async Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var input = FalCapabilities.InputOf(ModelOf(request));
        var app = request.References.IsEmpty ? input.Name : input.EditApp ?? input.Name;
        if (!FalRequest.IsApp(app))
        {
            return new RemoteJob(null, new RemoteJobState.Failed(new Failure(
                FailureCode.InvalidRequest,
                $"fal has no app named {SafeText.Sanitize(app, null, 100)}: names are such as {FalCapabilities.DefaultModel}.")));
        }

        using var body = await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor(app), FalRequest.Body(request, input), call);
        if (body.Failure is { } failure)
        {
            return new RemoteJob(null, new RemoteJobState.Failed(failure));
        }

        var json = body.Json();
        return json.Text("status_url") is { } token && IsToken(token)
            ? new RemoteJob(token, FalResponse.WorkingOf(json) ?? new RemoteJobState.Working())
            : new RemoteJob(null, FalResponse.ResultOf(json, Service, app) ?? UnexpectedResponse());
    }

    /// <summary>A token is the address of the request's status, on fal's own hosts: no other gets the key.</summary>
    protected override bool IsToken(string token) =>
        token.Length <= MaxTokenLength && JsonElementExtensions.Address(token) is { Query: "", Fragment: "" } url
        && url.AbsolutePath.EndsWith(StatusEnd, StringComparison.Ordinal) && Service.MayReceiveKey(url, "fal.run");

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
            // Completed is what fal calls a request that has failed, too: its result would only repeat the error.
            "COMPLETED" or "FAILED" when json.Property("error") is not null => new RemoteJobState.Failed(
                Service.Explain(ErrorBody.Read(json) ?? ServiceError.Empty)),
            "COMPLETED" => await ResultAsync(ResultAt(token, json.Address("response_url")), poll, request),
            "CANCELED" or "CANCELLED" => new RemoteJobState.Failed(
                new Failure(FailureCode.Cancelled, "The image was cancelled at fal.")),
            "FAILED" => new RemoteJobState.Failed(Service.Explain(
                new ServiceError { Message = "The app failed and did not say why." })),
            _ => UnexpectedResponse(),
        };
    }

    protected override (HttpMethod Method, Uri Url)? CancelRequest(string token) =>
        (HttpMethod.Put, new Uri(token[..^StatusEnd.Length] + "/cancel"));

    // No address answers a good key and costs nothing. Asked for a request that does not exist, fal still looks at the key first.
    protected override async Task<ProviderTest> CheckAsync(ProviderCall call)
    {
        var url = Service.UrlFor("fal-ai/flux/requests/00000000-0000-0000-0000-000000000000/status");
        using var body = await Connection.FetchAsync(HttpMethod.Get, url, null, call);
        return body.Failure is { } failure && (body.Status is null or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || body.IsTransient)
            ? new ProviderTest.Failed(failure)
            : new ProviderTest.Inconclusive("fal answers and did not refuse the key. Whether it makes images, only an image would tell.");
    }

    private async Task<RemoteJobState> ResultAsync(Uri url, JobPoller poll, ImageRequest request)
    {
        using var result = await poll.NowAsync(url);
        if (result.Failure is not { } failure)
        {
            return FalResponse.ResultOf(result.Json(), Service, ModelOf(request)) ?? new RemoteJobState.Failed(
                new Failure(FailureCode.BadOutput, "fal finished without an image."));
        }

        // The app has ended; where the error is its own, asking again brings the same.
        return result.Status >= HttpStatusCode.InternalServerError
            ? new RemoteJobState.Failed(failure with { Code = FailureCode.BadOutput })
            : PollFailed(result);
    }

    private Uri ResultAt(string token, Uri? named) =>
        named is not null && Service.MayReceiveKey(named, "fal.run") ? named : new Uri(token[..^StatusEnd.Length]);

    private string ModelOf(ImageRequest request) => request.Model ?? _model ?? FalCapabilities.DefaultModel;

    private static ServiceProfile ServiceOf(FalOptions options) => new(
        "fal", options.BaseUrl ?? new Uri("https://queue.fal.run"), ServiceProfile.ApiKeyFrom(options), "FAL_KEY")
    {
        Authenticate = (message, key) => message.Headers.Authorization = new AuthenticationHeaderValue("Key", key),
        Classify = FalErrors.Classify,
        ErrorTypeHeader = "x-fal-error-type",
    };
}
