using System.Globalization;
using System.Net.Http.Headers;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Stability;

/// <summary>Stability AI: Stable Image and Stable Diffusion 3.5 from their makers. The image is the answer.</summary>
internal sealed class StabilityProvider : HttpProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<StabilityOptions>(
        "stability",
        (options, parts) => new StabilityProvider(options, parts),
        new WellKnownSetting("STABILITY_API_KEY", nameof(ProviderOptions.ApiKey)));

    private static readonly ProviderLimits DefaultModel = new(4, null, TimeSpan.FromMinutes(3));

    private readonly StabilityOptions _options;

    public StabilityProvider(StabilityOptions options, ProviderParts parts)
        : base(Kind, ServiceOf(options), options, parts, DefaultModel) => _options = options;

    public override ProviderDescription Description { get; } = new(
        "Stability AI", "Stable Image and Stable Diffusion from their makers, who get the prompts.", Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => StabilityCapabilities.For(model, _options.Model);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        if (request.Seed is <= 0 or > StabilityCapabilities.MaxSeed)
        {
            yield return Failed(
                FailureCode.InvalidRequest, $"Stability takes seeds from 1 to {StabilityCapabilities.MaxSeed}, not {request.Seed}.");
            yield break;
        }

        // Stability says nothing until the image is done: whatever comes of the call, from here on it may be billed.
        yield return new GenerationUpdate.Progress(null);
        var model = request.Model ?? _options.Model ?? StabilityCapabilities.Core;
        using var body = await Connection.FetchAsync(
            HttpMethod.Post,
            Service.UrlFor(StabilityRequest.PathOf(model)),
            StabilityRequest.Form(request, model, _options.Strength),
            call,
            message => message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/*")));
        yield return body.Failure is { } failure ? new GenerationUpdate.Failed(failure) : StabilityResponse.Read(body, Service, model);
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("v1/user/balance", call, body =>
        body.Json().Number("credits") switch
        {
            null => new ProviderTest.Inconclusive("It answers, but not with a balance. Check the base URL."),
            > 0 and var credits => new ProviderTest.Passed(
                string.Create(CultureInfo.InvariantCulture, $"The key is good and the account has {credits:0.##} credits.")),
            _ => new ProviderTest.Inconclusive("The key is good, but the account has no credits left."),
        });

    private static ServiceProfile ServiceOf(StabilityOptions options) => new(
        "Stability", options.BaseUrl ?? new Uri("https://api.stability.ai"), ServiceProfile.ApiKeyFrom(options), "STABILITY_API_KEY")
    {
        Classify = StabilityErrors.Classify,
    };
}
