using Darkroom.Providers;
using Darkroom.Providers.XAi;

namespace Darkroom.Tests.Providers.XAi;

public sealed class XAiContractTests : ImagesContract
{
    protected override string[] Paths { get; } = ["/v1/images/generations", "/v1/images/edits"];

    protected override string TestPath => "/v1/api-key";

    protected override string GoodTest => """{"redacted_api_key":"xai-...b14o","api_key_blocked":false,"api_key_disabled":false}""";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new XAiProvider(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) => new XAiProvider(new ProviderOptions { ApiKey = key }, Parts());

    protected override (int Status, string Body)? RefusalOf(FailureCode code) => code switch
    {
        FailureCode.InvalidRequest => (400, Words("Invalid argument", "Unknown aspect ratio.")),
        FailureCode.Authentication => (400, Words("Invalid argument", $"Incorrect API key provided: {Key}. Get one from https://console.x.ai.")),
        FailureCode.Permission => (403, Words("Permission denied", "The API key may not use this model.")),
        FailureCode.Quota => (403, Words("Permission denied", "Your team has used all available credits.")),
        FailureCode.RateLimited => (429, Words("Resource exhausted", "Too many requests.")),
        FailureCode.ModerationBlocked => (400, Words("Invalid argument", "Generated image rejected by content moderation.")),
        FailureCode.Unavailable => (503, Words("Unavailable", "At capacity.")),
        _ => null,
    };

    private static string Words(string code, string error) => $$"""{"code":"{{code}}","error":"{{error}}"}""";
}
