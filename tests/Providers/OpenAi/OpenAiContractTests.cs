using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.OpenAi;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.OpenAi;

public sealed class OpenAiContractTests : ProviderContract
{
    private const string Path = "/v1/responses";

    protected override bool SilentWhileWorking => false;

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new OpenAiProvider(new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) => new OpenAiProvider(new OpenAiOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) =>
        Server.On(Path, ResponsesScript.Image(image, [.. partials]));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Body)? refusal = code switch
        {
            FailureCode.InvalidRequest => (400, ResponsesScript.ErrorBody("invalid_value", "Invalid size.")),
            FailureCode.Authentication => (401, ResponsesScript.ErrorBody("invalid_api_key", $"Incorrect API key provided: {Key}.")),
            FailureCode.Permission => (403, ResponsesScript.ErrorBody(null, "Your organization must be verified.")),
            FailureCode.Quota => (429, ResponsesScript.ErrorBody("insufficient_quota", "You exceeded your current quota.")),
            FailureCode.RateLimited => (429, ResponsesScript.ErrorBody("rate_limit_exceeded", "Slow down.")),
            FailureCode.ModerationBlocked => (400, ResponsesScript.ErrorBody("moderation_blocked", "safety_violations=[violence].")),
            FailureCode.Unavailable => (503, ""),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On(Path, Scripts.Answer(one.Status, one.Body));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(Path, Scripts.Hang());

    protected override void PlayCut(byte[] image)
    {
        var whole = ResponsesScript.Whole(image);
        Server.On(Path, Scripts.Cut(whole[..(whole.Length / 2)], "application/json"));
    }

    protected override void PlayAnswer(string body, string contentType) => Server.On(Path, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/v1/models", goodKey
        ? Scripts.Answer(200, """{"object":"list","data":[{"id":"gpt-image-2","object":"model"}]}""")
        : Scripts.Answer(401, ResponsesScript.ErrorBody("invalid_api_key", $"Incorrect API key provided: {Key}.")));

    protected override bool Pays(RecordedRequest request) => request is { Method: "POST", Path: Path };

    protected override string? PromptIn(RecordedRequest request) => request.Json.GetProperty("input") is { ValueKind: JsonValueKind.String } input
        ? input.GetString()
        : null;
}
