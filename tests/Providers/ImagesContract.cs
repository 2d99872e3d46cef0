using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers;

/// <summary>The scenes of the contract, for services that speak the Images API.</summary>
public abstract class ImagesContract : ProviderContract
{
    /// <summary>Where images are made, and where they are made from images; may be the same.</summary>
    protected abstract string[] Paths { get; }

    /// <summary>What a provider's test asks.</summary>
    protected abstract string TestPath { get; }

    protected virtual string GoodTest => """{"object":"list","data":[{"id":"gpt-image-2","object":"model"}]}""";

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) => Play(ImagesScript.Either(image, partials));

    protected override bool PlayRefusal(FailureCode code)
    {
        if (RefusalOf(code) is { } refusal)
        {
            Play(Scripts.Answer(refusal.Status, refusal.Body));
            return true;
        }

        return false;
    }

    /// <summary>How this service words it; null where it never says such a thing.</summary>
    protected virtual (int Status, string Body)? RefusalOf(FailureCode code) => code switch
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

    protected override void PlaySilence() => Play(Scripts.Hang());

    protected override void PlayCut(byte[] image)
    {
        var whole = ImagesScript.Whole(image);
        Play(Scripts.Cut(whole[..(whole.Length / 2)], "application/json"));
    }

    protected override void PlayAnswer(string body, string contentType) => Play(Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On(TestPath, goodKey
        ? Scripts.Answer(200, GoodTest)
        : Scripts.Answer(401, ResponsesScript.ErrorBody("invalid_api_key", $"Incorrect API key provided: {Key}.")));

    protected override bool Pays(RecordedRequest request) => request.Method == "POST" && Paths.Contains(request.Path);

    protected override string? PromptIn(RecordedRequest request) => request.Json.GetProperty("prompt").GetString();

    private void Play(Script script)
    {
        foreach (var path in Paths)
        {
            Server.On(path, script);
        }
    }
}
