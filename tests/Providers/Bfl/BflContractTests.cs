using Darkroom.Providers;
using Darkroom.Providers.Bfl;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Bfl;

public sealed class BflContractTests : ProviderContract
{
    private const string Begin = "/v1/flux-2-pro";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) => new BflProvider(
        new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time ?? new EagerTime()));

    private protected override IImageProvider CreateAtHome(string? key) => new BflProvider(new ProviderOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) => Play(Scripts.Bytes(image, "image/jpeg"));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Detail)? refusal = code switch
        {
            FailureCode.InvalidRequest => (422, """[{"loc":["body","width"],"msg":"Input should be a multiple of 16","type":"multiple_of"}]"""),
            FailureCode.Authentication => (403, "\"Not authenticated - Invalid Authentication\""),
            FailureCode.Permission => (403, "\"This model is not enabled for the organisation.\""),
            FailureCode.Quota => (402, "\"Insufficient credits. Add more to proceed.\""),
            FailureCode.RateLimited => (429, "\"Too many active tasks.\""),
            FailureCode.Unavailable => (503, "\"Busy.\""),
            _ => null,
        };
        if (code is FailureCode.ModerationBlocked)
        {
            Play(Scripts.Abort(), """{"status":"Request Moderated","details":{"Moderation Reasons":["violence"]}}""");
        }
        else if (refusal is { } one)
        {
            Server.On(Begin, Scripts.Answer(one.Status, $$"""{"detail":{{one.Detail}}}"""));
        }

        return refusal is not null || code is FailureCode.ModerationBlocked;
    }

    protected override void PlaySilence() => Server.On(Begin, Scripts.Hang());

    protected override void PlayCut(byte[] image) => Play(Scripts.Cut(image.AsMemory(0, image.Length / 2), "image/jpeg"));

    protected override void PlayAnswer(string body, string contentType) => Server.On(Begin, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/v1/credits", goodKey
        ? Scripts.Answer(200, """{"credits":12.5}""")
        : Scripts.Answer(403, """{"detail":"Not authenticated - Invalid Authentication"}"""));

    protected override bool Pays(RecordedRequest request) => request.Method == "POST";

    protected override string? PromptIn(RecordedRequest request) => Pays(request) ? request.Json.GetProperty("prompt").GetString() : null;

    private void Play(Script image, string? end = null) => Server
        .On(Begin, Scripts.Answer(200, $$"""{"id":"t1","polling_url":"{{new Uri(Server.Address, "v1/get_result?id=t1")}}"}"""))
        .On(
            "/v1/get_result",
            Scripts.Answer(200, """{"id":"t1","status":"Pending","result":null,"progress":0.3}"""),
            Scripts.Answer(200, end ?? $$$"""{"id":"t1","status":"Ready","result":{"sample":"{{{new Uri(Server.Address, "sample.jpeg")}}}"}}"""))
        .On("/sample.jpeg", image);
}
