using Darkroom.Providers.Http;

namespace Darkroom.Providers.Pollinations;

/// <summary>
/// Pollinations: with a key its gateway to many models; without one, and only where the operator wants that, the old free host.
/// </summary>
internal sealed class PollinationsProvider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<PollinationsOptions>(
        "pollinations",
        (options, parts) => new PollinationsProvider(options, parts),
        new WellKnownSetting("POLLINATIONS_API_KEY", nameof(PollinationsOptions.ApiKey)));

    private readonly PollinationsOptions _options;
    private readonly PollinationsPlaceholders _placeholders = new(PollinationsPlaceholders.KnownMd5);
    private readonly bool _anonymous;

    public PollinationsProvider(PollinationsOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, LimitsOf(options), IsAnonymous(options) ? new ProviderSetup() : null)
    {
        (_options, _anonymous) = (options, IsAnonymous(options));
        Description = new ProviderDescription(
            "Pollinations",
            "Many models behind one service; prompts go to Pollinations and to whoever runs the model.",
            Paid: !_anonymous);
    }

    public override ProviderDescription Description { get; }

    public override ProviderCapabilities CapabilitiesOf(string? model) => PollinationsCapabilities.For(model, _options, _anonymous);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var reply = await SendAsync(request, call);
        if (reply.Message is null)
        {
            yield return new GenerationUpdate.Failed(PollinationsErrors.WithWait(reply.Failure!));
            yield break;
        }

        yield return new GenerationUpdate.Progress(null);
        using var body = await Connection.ReadAsync(reply.Message, call);
        var (image, failure, revised) = await ReadImageAsync(body, call);
        if (image is null)
        {
            yield return new GenerationUpdate.Failed(failure!);
        }
        else if (_placeholders.IsPlaceholder(image.Bytes.Span, request.Prompt))
        {
            image.Dispose();
            yield return new GenerationUpdate.Failed(new Failure(
                FailureCode.RateLimited,
                "Pollinations sent a placeholder in place of an image; it does so when too much is asked.",
                PollinationsErrors.Interval));
        }
        else
        {
            yield return new GenerationUpdate.FinalImage(image) { Seed = PollinationsRequest.SeedOf(request), RevisedPrompt = revised };
        }
    }

    protected override async Task<ProviderTest> CheckAsync(ProviderCall call) => _anonymous
        ? await CheckAsync("models", call, _ => new ProviderTest.Inconclusive(
            "The old host answers. Whether it makes images without a key today, only an image would tell."))
        : await CheckAsync("account/key", call, body => body.Json().Boolean("valid") switch
        {
            false => new ProviderTest.Failed(Service.Explain(new ServiceError { Status = System.Net.HttpStatusCode.Unauthorized })),
            true => new ProviderTest.Passed("The key is good."),
            null => new ProviderTest.Inconclusive("It answers, but does not say whether the key is good."),
        });

    private static bool IsAnonymous(PollinationsOptions options) => options.Anonymous && ServiceProfile.ApiKeyFrom(options) is null;

    // Without a key there is room for one image in each half minute.
    private static ProviderLimits LimitsOf(PollinationsOptions options) => IsAnonymous(options)
        ? new ProviderLimits(1, 2, TimeSpan.FromMinutes(2))
        : new ProviderLimits(4, null, TimeSpan.FromMinutes(5));

    private static ServiceProfile ServiceOf(PollinationsOptions options) => new(
        "Pollinations",
        options.BaseUrl ?? new Uri(IsAnonymous(options) ? "https://image.pollinations.ai" : "https://gen.pollinations.ai"),
        ServiceProfile.ApiKeyFrom(options),
        "POLLINATIONS_API_KEY")
    {
        Classify = PollinationsErrors.Classify,
    };

    private Task<ServiceResponse> SendAsync(ImageRequest request, ProviderCall call)
    {
        var model = request.Model ?? _options.Model;
        if (!_anonymous)
        {
            var body = PollinationsRequest.Body(request, model ?? PollinationsCapabilities.DefaultModel);
            return Connection.SendAsync(HttpMethod.Post, Service.UrlFor("v1/images/generations"), body, call);
        }

        var (path, query) = PollinationsRequest.UrlFor(request, model);
        return Connection.SendAsync(HttpMethod.Get, Service.UrlFor(path, query), null, call);
    }

    private async Task<(EncodedImage? Image, Failure? Failure, string? RevisedPrompt)> ReadImageAsync(ServiceBody body, ProviderCall call)
    {
        if (body.Failure is { } failure)
        {
            return (null, failure, null);
        }

        if (_anonymous || ResponseSniffer.Detect(body.Bytes.Span) is ResponseKind.Image)
        {
            return body.IsImage ? (body.TakeImage(), null, null) : (null, NoImage(), null);
        }

        var list = ImageList.Read(body.Bytes.Span);
        if (Base64Image.Decode(body.Bytes.Span, list.Base64) is { } inline)
        {
            return (inline, null, list.RevisedPrompt);
        }

        if (list.Address is null)
        {
            return (null, NoImage(), null);
        }

        var (image, undelivered) = await Download.FetchAsync(list.Address, call);
        return (image, undelivered, list.RevisedPrompt);
    }

    private static Failure NoImage() => new(FailureCode.BadOutput, "Pollinations answered without an image. Check the base URL and the model.");
}
