using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.Pollinations;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Pollinations;

public sealed class PollinationsContractTests : ProviderContract
{
    private const string Path = "/v1/images/generations";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) => new PollinationsProvider(
        new PollinationsOptions { BaseUrl = Server.Address, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) => new PollinationsProvider(new PollinationsOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) =>
        Server.On(Path, Scripts.Answer(200, PollinationsTests.Listed(image)));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Code, string Message)? refusal = code switch
        {
            FailureCode.InvalidRequest => (400, "BAD_REQUEST", "Validation failed: model"),
            FailureCode.Authentication => (401, "UNAUTHORIZED", $"The key {Key} is not known"),
            FailureCode.Permission => (403, "FORBIDDEN", "The key may not use this model"),
            FailureCode.Quota => (402, "PAYMENT_REQUIRED", "Insufficient pollen balance"),
            FailureCode.RateLimited => (429, "RATE_LIMITED", "Too many requests"),
            FailureCode.ModerationBlocked => (422, "content_policy_violation", "The prompt was rejected"),
            FailureCode.Unavailable => (502, "BAD_GATEWAY", "Upstream failed"),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On(Path, Scripts.Answer(
                one.Status, JsonSerializer.Serialize(new { status = one.Status, success = false, error = new { code = one.Code, message = one.Message } })));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(Path, Scripts.Hang());

    protected override void PlayCut(byte[] image)
    {
        var whole = PollinationsTests.Listed(image);
        Server.On(Path, Scripts.Cut(whole[..(whole.Length / 2)], "application/json"));
    }

    protected override void PlayAnswer(string body, string contentType) => Server.On(Path, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/account/key", goodKey
        ? Scripts.Answer(200, """{"valid":true,"type":"secret"}""")
        : Scripts.Answer(401, """{"status":401,"success":false,"error":{"code":"UNAUTHORIZED","message":"no"}}"""));

    protected override bool Pays(RecordedRequest request) => request.Path == Path;

    protected override string? PromptIn(RecordedRequest request) => Pays(request) ? request.Json.GetProperty("prompt").GetString() : null;
}
