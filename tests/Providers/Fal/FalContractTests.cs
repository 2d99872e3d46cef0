using Darkroom.Providers;
using Darkroom.Providers.Fal;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Fal;

public sealed class FalContractTests : ProviderContract
{
    private const string Begin = "/fal-ai/flux/schnell";
    private const string Job = "/fal-ai/flux/requests/r1";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) => new FalProvider(
        new ProviderOptions { BaseUrl = Server.Address, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time ?? new EagerTime()));

    private protected override IImageProvider CreateAtHome(string? key) => new FalProvider(new ProviderOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) => Server
        .On(Begin, Scripts.Answer(200, Taken()))
        .On(Job + "/status", Scripts.Answer(202, """{"status":"IN_PROGRESS","logs":[]}"""), Scripts.Answer(200, """{"status":"COMPLETED"}"""))
        .On(Job, Scripts.Answer(200, Result()))
        .On("/files/1.png", Scripts.Bytes(image, "image/png"));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Detail)? refusal = code switch
        {
            FailureCode.InvalidRequest => (422, """[{"loc":["body","seed"],"msg":"value is not a valid integer","type":"type_error.integer"}]"""),
            FailureCode.Authentication => (401, $"\"Cannot access application with key {Key}. Authentication is required.\""),
            FailureCode.Permission => (403, "\"The key may not run this app.\""),
            FailureCode.Quota => (403, "\"User is locked. Reason: Exhausted balance.\""),
            FailureCode.RateLimited => (429, "\"Too many concurrent requests.\""),
            FailureCode.ModerationBlocked => (422, """[{"loc":["body","prompt"],"msg":"Flagged.","type":"content_policy_violation"}]"""),
            FailureCode.Unavailable => (503, "\"Runner is not available.\""),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On(Begin, Scripts.Answer(one.Status, $$"""{"detail":{{one.Detail}}}"""));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(Begin, Scripts.Hang());

    protected override void PlayCut(byte[] image) => Server
        .On(Begin, Scripts.Answer(200, Result()))
        .On("/files/1.png", Scripts.Cut(image.AsMemory(0, image.Length / 2), "image/png"));

    protected override void PlayAnswer(string body, string contentType) => Server.On(Begin, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On(
        "/fal-ai/flux/requests/00000000-0000-0000-0000-000000000000/status",
        goodKey ? Scripts.Answer(404, """{"detail":"Request not found"}""") : Scripts.Answer(401, $$"""{"detail":"No access with {{Key}}"}"""));

    protected override bool Pays(RecordedRequest request) => request.Method == "POST";

    protected override string? PromptIn(RecordedRequest request) => Pays(request) ? request.Json.GetProperty("prompt").GetString() : null;

    private string Taken() => $$"""{"status":"IN_QUEUE","request_id":"r1","status_url":"{{new Uri(Server.Address, Job + "/status")}}"}""";

    private string Result() => $$"""{"images":[{"url":"{{new Uri(Server.Address, "files/1.png")}}"}],"seed":7}""";
}
