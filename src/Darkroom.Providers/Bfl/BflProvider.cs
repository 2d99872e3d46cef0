using System.Globalization;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Bfl;

/// <summary>
/// Black Forest Labs, who make FLUX. A task is taken with the address where to ask for it, which may be on another of their
/// hosts: each region has its own.
/// </summary>
internal sealed class BflProvider : RemoteJobProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<BflOptions>(
        "bfl",
        (options, parts) => new BflProvider(options, parts),
        new WellKnownSetting("BFL_API_KEY", nameof(ProviderOptions.ApiKey)));

    private const int MaxTokenLength = 500;
    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(5));

    private readonly string? _model;

    public BflProvider(BflOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel) => _model = options.Model;

    public override ProviderDescription Description { get; } = new(
        "Black Forest Labs", "FLUX from its makers, who get the prompts.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => BflCapabilities.For(model, _model);

    protected override async Task<RemoteJob> BeginAsync(ImageRequest request, ProviderCall call)
    {
        var model = BflCapabilities.ModelOf(ModelOf(request));
        if (!BflRequest.IsModel(model.Name))
        {
            return new RemoteJob(null, new RemoteJobState.Failed(new Failure(
                FailureCode.InvalidRequest,
                $"BFL has no model named {SafeText.Sanitize(model.Name, null, 100)}: names are such as {BflCapabilities.DefaultModel}.")));
        }

        using var body = await Connection.FetchAsync(HttpMethod.Post, Service.UrlFor(model.Name), BflRequest.Body(request, model), call);
        if (body.Failure is { } failure)
        {
            return new RemoteJob(null, new RemoteJobState.Failed(failure));
        }

        var json = body.Json();
        return json.Text("polling_url") is { } token && IsToken(token)
            ? new RemoteJob(token, new RemoteJobState.Working(), BflResponse.CostOf(json))
            : new RemoteJob(null, UnexpectedResponse());
    }

    /// <summary>A token is the address to ask, on BFL's own hosts: no other gets the key.</summary>
    protected override bool IsToken(string token) =>
        token.Length <= MaxTokenLength && JsonElementExtensions.Address(token) is { Fragment: "" } url && Service.MayReceiveKey(url, "bfl.ai");

    protected override async Task<RemoteJobState> PollAsync(
        string token, JobPoller poll, RemoteJobState.Working last, ImageRequest request)
    {
        using var body = await poll.NextAsync(new Uri(token), last.PollDelay);
        return body.Failure is not null ? PollFailed(body)
            : body.Json().Text("status") is "Task not found" ? JobNotFound()
            : BflResponse.StateOf(body, Service, ModelOf(request)) ?? UnexpectedResponse();
    }

    /// <summary>What BFL has begun it ends.</summary>
    protected override (HttpMethod Method, Uri Url)? CancelRequest(string token) => null;

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("credits", call, body =>
        body.Json().Number("credits") switch
        {
            null => new ProviderTest.Inconclusive("It answers, but not with an account. Check the base URL: it mostly ends in /v1."),
            > 0 and var credits => new ProviderTest.Passed(
                string.Create(CultureInfo.InvariantCulture, $"The key is good and the account has {credits:0.##} credits.")),
            _ => new ProviderTest.Inconclusive("The key is good, but the account has no credits left."),
        });

    private string ModelOf(ImageRequest request) => request.Model ?? _model ?? BflCapabilities.DefaultModel;

    private static ServiceProfile ServiceOf(BflOptions options) => new(
        "BFL", options.BaseUrl ?? new Uri("https://api.bfl.ai/v1"), ServiceProfile.ApiKeyFrom(options), "BFL_API_KEY")
    {
        Authenticate = (message, key) => message.Headers.Add("x-key", key),
        Classify = BflErrors.Classify,
    };
}
