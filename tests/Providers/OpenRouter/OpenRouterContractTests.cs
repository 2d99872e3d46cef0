using Darkroom.Providers;
using Darkroom.Providers.OpenRouter;

namespace Darkroom.Tests.Providers.OpenRouter;

public sealed class OpenRouterContractTests : ImagesContract
{
    protected override string[] Paths { get; } = ["/v1/images"];

    protected override string TestPath => "/v1/key";

    protected override string GoodTest => """{"data":{"label":"sk-or-v1-abc","limit":null,"limit_remaining":null,"usage":1.5}}""";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new OpenRouterProvider(
            new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = key, Model = "openai/gpt-image-2", TimeoutSeconds = timeoutSeconds },
            Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) =>
        new OpenRouterProvider(new ProviderOptions { ApiKey = key }, Parts());

    protected override (int Status, string Body)? RefusalOf(FailureCode code) => code switch
    {
        FailureCode.InvalidRequest => (400, """{"error":{"code":400,"message":"No such model."}}"""),
        FailureCode.Authentication => (401, """{"error":{"code":401,"message":"User not found."}}"""),
        FailureCode.Permission => (403, """{"error":{"code":403,"message":"Only for some accounts."}}"""),
        FailureCode.Quota => (402, """{"error":{"code":402,"message":"Insufficient credits."}}"""),
        FailureCode.RateLimited => (429, """{"error":{"code":429,"message":"Slow down."}}"""),
        FailureCode.ModerationBlocked => (403, """{"error":{"code":403,"message":"Flagged.","metadata":{"reasons":["violence"]}}}"""),
        FailureCode.Unavailable => (502, """{"error":{"code":502,"message":"Provider returned error"}}"""),
        _ => null,
    };
}
