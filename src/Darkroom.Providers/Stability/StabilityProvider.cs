using System.Net.Http.Headers;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Stability;

/// <summary>Stability AI: Stable Image and Stable Diffusion 3.5. The response body is the image.</summary>
internal sealed class StabilityProvider(StabilityOptions options, ProviderParts parts)
    : HttpProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<StabilityOptions>(
        "stability",
        (options, parts) => new StabilityProvider(options, parts),
        new WellKnownSetting("STABILITY_API_KEY", nameof(ProviderOptions.ApiKey)));

    private readonly StabilityOptions _options = options;

    public override ProviderDescription Description => new(
        "Stability AI", ProviderTexts.StabilitySummary, Paid: true);

    public override ProviderCapabilities CapabilitiesOf(string? model) => StabilityCapabilities.For(model, Models);

    protected override async IAsyncEnumerable<GenerationUpdate> MakeAsync(ImageRequest request, ProviderCall call)
    {
        if (request.Seed is <= 0 or > StabilityCapabilities.MaxSeed)
        {
            yield return Failed(
                FailureCode.InvalidRequest, $"Stability accepts seeds from 1 to {StabilityCapabilities.MaxSeed}, not {request.Seed}.");
            yield break;
        }

        // Stability sends nothing until the image is finished. From here on the call may be billed, whatever its result.
        yield return new GenerationUpdate.Progress(null);
        var rules = Models.RulesOf(ModelOf(request));
        using var body = await Connection.FetchAsync(
            HttpMethod.Post,
            Service.UrlFor(StabilityRequest.PathOf(rules)),
            StabilityRequest.Form(request, rules, _options.Strength),
            call,
            message => message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/*")));
        yield return body.Failure is { } failure ? new GenerationUpdate.Failed(failure) : StabilityResponse.Read(body, Service, rules.Name);
    }

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckCreditsAsync("v1/user/balance", call, "Check the base URL.");

    /// <summary>Classifies Stability's errors by their name.</summary>
    private static FailureCode? Classify(ServiceError error) => error.Type switch
    {
        "content_moderation" => FailureCode.ModerationBlocked,
        "payment_required" => FailureCode.Quota,
        "unauthorized" => FailureCode.Authentication,
        _ => null,
    };

    private static ServiceProfile ServiceFor(StabilityOptions options) =>
        new("Stability", options, "https://api.stability.ai", "STABILITY_API_KEY")
        {
            Limits = new ProviderLimits(4, null, TimeSpan.FromMinutes(3)),
            Classify = Classify,
        };
}
