using System.Net;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.Pollinations;

/// <summary>
/// Pollinations: with a key, its gateway to many models; without one, and only if the operator enables that, the old free host.
/// </summary>
internal sealed class PollinationsProvider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<PollinationsOptions>(
        "pollinations",
        (options, parts) => new PollinationsProvider(options, parts),
        new WellKnownSetting("POLLINATIONS_API_KEY", nameof(PollinationsOptions.ApiKey)));

    /// <summary>The required delay between two images without a key.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly PollinationsOptions _options;
    private readonly PollinationsPlaceholders _placeholders = new(PollinationsPlaceholders.KnownMd5);
    private readonly bool _anonymous;

    public PollinationsProvider(PollinationsOptions options, ProviderParts parts)
        : base(Kind, ServiceFor(options), options, parts)
    {
        (_options, _anonymous) = (options, IsAnonymous(options));
    }

    public override ProviderDescription Description => new("Pollinations", ProviderTexts.PollinationsSummary, Paid: !_anonymous);

    protected override ModelListing ModelListing => new(_anonymous ? "models" : "image/models", json => ModelListing.Named(json, null, "name"));

    public override ProviderCapabilities CapabilitiesOf(string? model) => PollinationsCapabilities.For(model, _options, Models, _anonymous);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        var response = await SendAsync(request, call);
        if (response.Message is null)
        {
            yield return new GenerationUpdate.Failed(WithWait(response.Failure!));
            yield break;
        }

        yield return new GenerationUpdate.Progress(null);
        using var body = await Connection.ReadAsync(response.Message, call);
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
                "Pollinations sent a placeholder instead of an image, as it does under heavy load.",
                Interval));
        }
        else
        {
            yield return new GenerationUpdate.FinalImage(image) { Seed = PollinationsRequest.SeedOf(request), RevisedPrompt = revised };
        }
    }

    protected override async Task<ProviderTest> CheckAsync(ProviderCall call) => _anonymous
        ? await CheckAsync("models", call, _ => new ProviderTest.Inconclusive(
            "The old host responds. Only an image would show whether it works without a key."))
        : await CheckAsync("account/key", call, json => json.Boolean("valid") switch
        {
            false => new ProviderTest.Failed(Service.Explain(new ServiceError { Status = HttpStatusCode.Unauthorized })),
            true => new ProviderTest.Passed("The key is valid."),
            null => new ProviderTest.Inconclusive("The service responds, but does not report whether the key is valid."),
        });

    /// <summary>Adds the delay to a rate limit failure, because the service does not report it.</summary>
    private static Failure WithWait(Failure failure) => failure is { Code: FailureCode.RateLimited, RetryAfter: null }
        ? failure with { RetryAfter = Interval }
        : failure;

    private static bool IsAnonymous(PollinationsOptions options) => options.Anonymous && ServiceProfile.ApiKeyFrom(options) is null;

    /// <summary>Classifies Pollinations' errors.</summary>
    private static FailureCode? Classify(ServiceError error) =>

        // The status is 402, which otherwise means missing credit.
        error.MessageContains("Queue full") ? FailureCode.RateLimited
        : error.Code is "content_policy_violation" || error.MessageContains("content_policy_violation") ? FailureCode.ModerationBlocked

        // A vendor has blocked Pollinations; the error concerns neither the prompt nor the key.
        : error.MessageContains("resource has been temporarily blocked") ? FailureCode.Unavailable
        : null;

    private static ServiceProfile ServiceFor(PollinationsOptions options)
    {
        var anonymous = IsAnonymous(options);
        return new ServiceProfile(
            "Pollinations", options, anonymous ? "https://image.pollinations.ai" : "https://gen.pollinations.ai", "POLLINATIONS_API_KEY")
        {
            // The old host allows one image in 30 seconds.
            Limits = anonymous ? new ProviderLimits(1, 2, TimeSpan.FromMinutes(2)) : new ProviderLimits(4, null, TimeSpan.FromMinutes(5)),
            Setup = anonymous ? new ProviderSetup() : null,
            Classify = Classify,
        };
    }

    private Task<ServiceResponse> SendAsync(ImageRequest request, ProviderCall call)
    {
        var model = request.Model ?? _options.Model;
        if (!_anonymous)
        {
            var body = PollinationsRequest.Body(request, model ?? Models.Default!);
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

        var response = ImagesResponse.Read(null, body.Bytes.Span, partialsWanted: false);
        if (response.Image is { } inline)
        {
            return (inline, null, response.RevisedPrompt);
        }

        if (response.Address is null)
        {
            return (null, NoImage(), null);
        }

        var (image, undelivered) = await Download.FetchAsync(response.Address, call);
        return (image, undelivered, response.RevisedPrompt);
    }

    private static Failure NoImage() => new(FailureCode.BadOutput, "Pollinations responded without an image. Check the base URL and the model.");
}
