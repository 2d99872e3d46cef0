using System.Globalization;
using System.Net;
using System.Text.Json;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenRouter;

/// <summary>OpenRouter's Images API: models of many vendors with one key. The response holds the image's cost.</summary>
internal sealed class OpenRouterProvider(ProviderOptions options, ProviderParts parts)
    : ImagesApiProvider(Kind, ServiceFor(options), options, parts)
{
    public static readonly ProviderKind Kind = ProviderKind.Create<ProviderOptions>(
        "openrouter",
        (options, parts) => new OpenRouterProvider(options, parts),
        new WellKnownSetting("OPENROUTER_API_KEY", nameof(ProviderOptions.ApiKey)));

    public override ProviderDescription Description => new(
        "OpenRouter", ProviderTexts.OpenRouterSummary, Paid: true);

    protected override ModelListing ModelListing => new("images/models", json => ModelListing.Named(json, "data", "id"));

    protected override string DefaultModel => Models.Default!;

    protected override ProviderCapabilities Capabilities(string? model) => OpenRouterCapabilities.For(model, Models);

    protected override Task<ServiceResponse> SendAsync(ImageRequest request, string? model, OptionalFields optional, ProviderCall call) =>
        Connection.SendAsync(
            HttpMethod.Post, Service.UrlFor("images"), OpenRouterRequest.Body(request, model!, Models.RulesOf(model), optional), call, ImagesExchange.Accept);

    protected override Task<ProviderTest> CheckAsync(ProviderCall call) => CheckAsync("key", call, json =>
        json.Property("data") is not { ValueKind: JsonValueKind.Object } key
            ? new ProviderTest.Failed(new Failure(
                FailureCode.BadOutput, "The service responds, but not with the key's state. Check the base URL."))
            : key.Number("limit_remaining") switch
            {
                <= 0 => new ProviderTest.Failed(new Failure(FailureCode.Quota, "The key is valid, but its limit on OpenRouter is used up.")),
                { } rest => new ProviderTest.Passed(string.Create(CultureInfo.InvariantCulture, $"The key is valid and has ${rest:0.00} left.")),
                null => new ProviderTest.Passed("The key is valid."),
            });

    /// <summary>
    /// Classifies OpenRouter's errors. Their code is an HTTP status, also inside a stream. A vendor's message about keys and credit does not concern
    /// the operator's account.
    /// </summary>
    private static FailureCode? Classify(ServiceError error) =>
        error.Moderation is not null || OpenAiErrors.Classify(error) is FailureCode.ModerationBlocked
        || (error.Status is HttpStatusCode.Forbidden && (error.MessageContains("moderation") || error.MessageContains("flagged")))
            ? FailureCode.ModerationBlocked
            : null;

    private static ServiceProfile ServiceFor(ProviderOptions options) =>
        new("OpenRouter", options, "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY") { Classify = Classify };
}
