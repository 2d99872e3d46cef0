using Darkroom.Providers;
using Darkroom.Providers.ComfyUi;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.ComfyUi;

public sealed class ComfyUiContractTests : ProviderContract
{
    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) => new ComfyUiProvider(
        new ComfyUiOptions { BaseUrl = Server.Address, ApiKey = key is null ? null : $"ada:{key}", Model = "sdxl.safetensors", TimeoutSeconds = timeoutSeconds },
        Parts(time))
    {
        PollInterval = TimeSpan.FromMilliseconds(1),
    };

    private protected override IImageProvider CreateAtHome(string? key) => new ComfyUiProvider(new ComfyUiOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) => ComfyUiScript.Success(partials).On(Server, image);

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Body)? refusal = code switch
        {
            FailureCode.InvalidRequest => (400, ComfyUiTests.BadModel),
            FailureCode.Authentication => (401, "Unauthorized"),
            FailureCode.Unavailable => (502, ""),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On("/prompt", Scripts.Answer(one.Status, one.Body));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On("/prompt", Scripts.Hang());

    protected override void PlayCut(byte[] image)
    {
        ComfyUiScript.Success([]).On(Server, image);
        Server.On("/view", Scripts.Cut(image.AsMemory(0, image.Length / 2), "image/png"));
    }

    protected override void PlayAnswer(string body, string contentType) => Server.On("/prompt", Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/system_stats", goodKey
        ? Scripts.Answer(200, """{"system":{"comfyui_version":"0.27.0"},"devices":[]}""")
        : Scripts.Answer(401, "Unauthorized", "text/plain"));

    protected override bool Pays(RecordedRequest request) => request is { Method: "POST", Path: "/prompt" };

    protected override string? PromptIn(RecordedRequest request) => Pays(request)
        ? request.Json.GetProperty("prompt").GetProperty("2").GetProperty("inputs").GetProperty("text").GetString()
        : null;
}
