using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.XAi;

/// <summary>xAI's Grok Imagine. The response holds the whole image and its cost.</summary>
internal sealed class XAiProvider(ProviderOptions options, ProviderParts parts) : ImagesApiProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ProviderOptions>(
        "xai",
        (options, parts) => new XAiProvider(options, parts),
        new WellKnownSetting("XAI_API_KEY", nameof(ProviderOptions.ApiKey)));

    public override ProviderDescription Description => new("xAI", ProviderTexts.XAiSummary, Paid: true);

    protected override ModelListing ModelListing => new("image-generation-models", json => ModelListing.Named(json, "models", "id"));

    protected override string DefaultModel => Models.Default!;

    protected override ProviderCapabilities Capabilities(string? model) => XAiCapabilities.For(model, Models);

    protected override Task<ServiceResponse> SendAsync(ImageRequest request, string? model, OptionalFields optional, ProviderCall call) =>
        Connection.SendAsync(HttpMethod.Post, Service.UrlFor(ImagesBody.PathOf(request)), XAiRequest.Body(request, model!, Models.RulesOf(model).Aspects!), call);

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("api-key", call, json => json switch
    {
        { ValueKind: not JsonValueKind.Object } => new ProviderTest.Failed(new Failure(
            FailureCode.BadOutput, "The service responds, but not with the key's state. Check the base URL: it usually ends in /v1.")),
        _ when json.Boolean("api_key_blocked") is true || json.Boolean("api_key_disabled") is true || json.Boolean("team_blocked") is true =>
            new ProviderTest.Failed(new Failure(FailureCode.Permission, "xAI knows the key, but has blocked or disabled it.")),
        _ => new ProviderTest.Passed("The key is valid."),
    });

    /// <summary>Classifies xAI's errors by their message: an invalid key and a blocked image have HTTP 400 like an invalid size.</summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.MessageContains("incorrect api key") || error.MessageContains("invalid api key") ? FailureCode.Authentication
        : error.MessageContains("content moderation") || error.MessageContains("safety") ? FailureCode.ModerationBlocked
        : error.MessageContains("credits") || error.MessageContains("spending limit") ? FailureCode.Quota
        : null;

    private static ServiceProfile ServiceFor(ProviderOptions options) => new("xAI", options, "https://api.x.ai/v1", "XAI_API_KEY")
    {
        Limits = new ProviderLimits(4, null, TimeSpan.FromMinutes(3)),
        Classify = Classify,
    };
}
