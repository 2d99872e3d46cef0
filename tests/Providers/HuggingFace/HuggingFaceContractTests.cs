using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.HuggingFace;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.HuggingFace;

public sealed class HuggingFaceContractTests : ProviderContract
{
    private const string Path = "/hf-inference/models/" + "stabilityai/stable-diffusion-xl-base-1.0";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) => new HuggingFaceProvider(
        new HuggingFaceOptions { BaseUrl = Server.Address, HubUrl = Server.Address, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) => new HuggingFaceProvider(new HuggingFaceOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) => Server.On(Path, Scripts.Bytes(image, "image/jpeg"));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Body)? refusal = code switch
        {
            FailureCode.InvalidRequest => (400, """{"error":["Error in `parameters.width`: must be divisible by 8"]}"""),
            FailureCode.Authentication => (401, $$"""{"error":"Invalid credentials in Authorization header: {{Key}}"}"""),
            FailureCode.Permission => (403, """{"error":"This token does not have sufficient permissions to call Inference Providers."}"""),
            FailureCode.Quota => (402, """{"error":"You have exceeded your monthly included credits for Inference Providers."}"""),
            FailureCode.RateLimited => (429, """{"error":"Rate limit reached."}"""),
            FailureCode.ModerationBlocked => (422, """{"error":{"message":"The output may contain NSFW content.","code":"nsfw"}}"""),
            FailureCode.ModelLoading => (503, """{"error":"Model stabilityai/sdxl is currently loading","estimated_time":20.0}"""),
            FailureCode.Unavailable => (503, """{"error":"overloaded"}"""),
            _ => null,
        };
        if (refusal is { } one)
        {
            Server.On(Path, Scripts.Answer(one.Status, one.Body));
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(Path, Scripts.Hang());

    protected override void PlayCut(byte[] image) => Server.On(Path, Scripts.Cut(image.AsMemory(0, image.Length / 2), "image/jpeg"));

    protected override void PlayAnswer(string body, string contentType) => Server.On(Path, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/api/whoami-v2", goodKey
        ? Scripts.Answer(200, """{"type":"user","name":"ada","auth":{"accessToken":{"role":"read"}}}""")
        : Scripts.Answer(401, """{"error":"Invalid user token."}"""));

    protected override bool Pays(RecordedRequest request) => request.Method == "POST";

    protected override string? PromptIn(RecordedRequest request) =>
        request.Json.TryGetProperty("inputs", out var inputs) && inputs.ValueKind is JsonValueKind.String ? inputs.GetString() : null;
}
