using Darkroom.Providers;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>The sample keeps the contract too.</summary>
public sealed class SketchContractTests : ProviderContract
{
    private const string Path = "/v1/draw";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new SketchProvider(new SketchOptions { BaseUrl = Server.BaseUrl, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) => new SketchProvider(new SketchOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) =>
        Server.On(Path, Scripts.Answer(200, $$"""{"seed":7,"image":"{{Convert.ToBase64String(image)}}"}"""));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Body)? refusal = code switch
        {
            FailureCode.InvalidRequest => (400, """{"code":"odd","message":"The width is odd."}"""),
            FailureCode.Authentication => (401, $$"""{"message":"{{Key}} is no key"}"""),
            FailureCode.Quota => (400, """{"code":"out_of_paper"}"""),
            FailureCode.ModerationBlocked => (400, """{"code":"indecent"}"""),
            FailureCode.ModelLoading => (503, """{"code":"sharpening","retry_after":3}"""),
            FailureCode.Unavailable => (502, "<html>Bad gateway</html>"),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On(Path, Scripts.Answer(one.Status, one.Body));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(Path, Scripts.Hang());

    protected override void PlayCut(byte[] image) =>
        Server.On(Path, Scripts.Cut($$"""{"image":"{{Convert.ToBase64String(image)[..100]}}""", "application/json"));

    protected override void PlayAnswer(string body, string contentType) => Server.On(Path, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) =>
        Server.On("/v1/paper", goodKey ? Scripts.Answer(200, """{"sheets":12}""") : Scripts.Answer(401, "{}"));

    protected override bool Pays(RecordedRequest request) => request.Path == Path;

    protected override string? PromptIn(RecordedRequest request) => request.Json.GetProperty("text").GetString();
}
