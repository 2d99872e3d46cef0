using Darkroom.Providers;
using Darkroom.Providers.Gemini;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Gemini;

public sealed class GeminiContractTests : ProviderContract
{
    private const string Path = "/v1/models/gemini-3.1-flash-image:generateContent";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new GeminiProvider(new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time));

    private protected override IImageProvider CreateAtHome(string? key) => new GeminiProvider(new ProviderOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) =>
        Server.On(Path, Scripts.Answer(200, Answer(image)));

    protected override bool PlayRefusal(FailureCode code)
    {
        (int Status, string Name, string Message)? refusal = code switch
        {
            FailureCode.InvalidRequest => (400, "INVALID_ARGUMENT", "Invalid aspect ratio."),
            FailureCode.Authentication => (400, "INVALID_ARGUMENT", $"API key not valid: {Key}. Please pass a valid API key."),
            FailureCode.Permission => (403, "PERMISSION_DENIED", "Generative Language API has not been used in this project."),
            FailureCode.Quota => (429, "RESOURCE_EXHAUSTED", "Quota exceeded for metric: free_tier_requests, limit: 0, model: x."),
            FailureCode.RateLimited => (429, "RESOURCE_EXHAUSTED", "Resource has been exhausted."),
            FailureCode.Unavailable => (503, "UNAVAILABLE", "The model is overloaded."),
            _ => null,
        };
        if (code is FailureCode.ModerationBlocked)
        {
            Server.On(Path, Scripts.Answer(200, """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}"""));
        }
        else if (refusal is { } one)
        {
            Server.On(Path, Scripts.Answer(
                one.Status, $$$"""{"error":{"code":{{{one.Status}}},"message":"{{{one.Message}}}","status":"{{{one.Name}}}"}}"""));
        }

        return refusal is not null || code is FailureCode.ModerationBlocked;
    }

    protected override void PlaySilence() => Server.On(Path, Scripts.Hang());

    protected override void PlayCut(byte[] image)
    {
        var whole = Answer(image);
        Server.On(Path, Scripts.Cut(whole[..(whole.Length / 2)], "application/json"));
    }

    protected override void PlayAnswer(string body, string contentType) => Server.On(Path, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/v1/models", goodKey
        ? Scripts.Answer(200, """{"models":[{"name":"models/gemini-3.1-flash-image"}]}""")
        : Scripts.Answer(400, $$$"""{"error":{"code":400,"message":"API key not valid: {{{Key}}}","status":"INVALID_ARGUMENT"}}"""));

    protected override bool Pays(RecordedRequest request) => request.Method == "POST";

    protected override string? PromptIn(RecordedRequest request) => Pays(request)
        ? request.Json.GetProperty("contents")[0].GetProperty("parts")[0].GetProperty("text").GetString()
        : null;

    private static string Answer(byte[] image) =>
        $$$"""{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"{{{Convert.ToBase64String(image)}}}"}}]},"finishReason":"STOP"}]}""";
}
