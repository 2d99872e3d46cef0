using Darkroom.Providers;
using Darkroom.Providers.Stability;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Stability;

public sealed class StabilityContractTests : ProviderContract
{
    private const string Path = "/v2beta/stable-image/generate/core";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new StabilityProvider(new StabilityOptions { BaseUrl = Server.Address, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) =>
        new StabilityProvider(new StabilityOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) => Server.On(
        Path, Scripts.Bytes(image, "image/png", ("seed", "7"), ("finish-reason", "SUCCESS")));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Name, string Said)? refusal = code switch
        {
            FailureCode.InvalidRequest => (400, "bad_request", "aspect_ratio: must be one of 16:9, 1:1."),
            FailureCode.Authentication => (401, "unauthorized", $"The key {Key} is not known."),
            FailureCode.Permission => (403, "forbidden", "This model is not enabled for the account."),
            FailureCode.Quota => (402, "payment_required", "You lack sufficient credits."),
            FailureCode.RateLimited => (429, "rate_limit_exceeded", "You have exceeded 150 requests in 10 seconds."),
            FailureCode.ModerationBlocked => (403, "content_moderation", "Your request was flagged."),
            FailureCode.Unavailable => (500, "internal_error", "An unexpected server error has occurred."),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On(Path, Scripts.Answer(one.Status, $$"""{"id":"x","name":"{{one.Name}}","errors":["{{one.Said}}"]}"""));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(Path, Scripts.Hang());

    protected override void PlayCut(byte[] image) =>
        Server.On(Path, Scripts.Cut(image.AsMemory(0, image.Length / 2), "image/png"));

    protected override void PlayAnswer(string body, string contentType) => Server.On(Path, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/v1/user/balance", goodKey
        ? Scripts.Answer(200, """{"credits":12.5}""")
        : Scripts.Answer(401, $$"""{"id":"x","name":"unauthorized","errors":["Bad key {{Key}}"]}"""));

    protected override bool Pays(RecordedRequest request) => request.Method == "POST";

    protected override string? PromptIn(RecordedRequest request) =>
        Pays(request) ? StabilityTests.FieldsOf(request)["prompt"] : null;
}
