using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.Automatic1111;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Automatic1111;

public sealed class Automatic1111ContractTests : ProviderContract
{
    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) => new Automatic1111Provider(
        new Automatic1111Options { BaseUrl = Server.Address, ApiKey = key is null ? null : $"ada:{key}", TimeoutSeconds = timeoutSeconds }, Parts(time))
    {
        PollInterval = TimeSpan.FromMilliseconds(1),
    };

    private protected override IImageProvider CreateAtHome(string? key) => new Automatic1111Provider(new Automatic1111Options { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials)
    {
        var shown = new Gate();
        shown.OpenIf(partials.Count == 0);
        Server.On(WebUiScript.Progress,
        [
            WebUiScript.Idle(),
            .. partials.Select((bytes, index) => WebUiScript.State(5 * (index + 1), 20, bytes)),
            WebUiScript.State(19, 20).Then(shown),
        ]);
        Server.On(WebUiScript.Txt2Img, WebUiScript.Image(image, shown)).On(WebUiScript.Img2Img, WebUiScript.Image(image));
    }

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Body)? refusal = code switch
        {
            FailureCode.InvalidRequest => (422, """{"detail":[{"loc":["body","steps"],"msg":"value is not a valid integer","type":"type_error.integer"}]}"""),
            FailureCode.Authentication => (401, """{"detail":"Incorrect username or password"}"""),
            FailureCode.Unavailable => (500, """{"error":"RuntimeError","detail":"","body":"","errors":"The device went away"}"""),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On(WebUiScript.Txt2Img, Scripts.Answer(one.Status, one.Body));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(WebUiScript.Txt2Img, Scripts.Hang());

    protected override void PlayCut(byte[] image)
    {
        var whole = WebUiScript.Body(image);
        Server.On(WebUiScript.Txt2Img, Scripts.Cut(whole[..(whole.Length / 2)], "application/json"));
    }

    protected override void PlayAnswer(string body, string contentType) => Server.On(WebUiScript.Txt2Img, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/sdapi/v1/sd-models", goodKey
        ? Scripts.Answer(200, """[{"title":"sd_xl_base_1.0.safetensors [31e35c80fc]","model_name":"sd_xl_base_1.0"}]""")
        : Scripts.Answer(401, """{"detail":"Incorrect username or password"}"""));

    protected override bool Pays(RecordedRequest request) => request.Path is WebUiScript.Txt2Img or WebUiScript.Img2Img;

    protected override string? PromptIn(RecordedRequest request) => Pays(request) ? request.Json.GetProperty("prompt").GetString() : null;
}
