using Darkroom.Providers;
using Darkroom.Providers.Replicate;
using Darkroom.Tests.Contracts;

namespace Darkroom.Tests.Providers.Replicate;

public sealed class ReplicateContractTests : ProviderContract
{
    private const string Begin = "/v1/models/black-forest-labs/flux-schnell/predictions";

    private protected override IImageProvider Create(string? key, TimeProvider? time = null, int? timeoutSeconds = null) =>
        new ReplicateProvider(
            new ProviderOptions { BaseUrl = Server.BaseUrl, ApiKey = key, TimeoutSeconds = timeoutSeconds }, Parts(time ?? new EagerTime()));

    private protected override IImageProvider CreateAtHome(string? key) =>
        new ReplicateProvider(new ProviderOptions { ApiKey = key }, Parts());

    protected override void PlaySuccess(byte[] image, IReadOnlyList<byte[]> partials) => Server
        .On(Begin, Scripts.Answer(201, """{"id":"p1","status":"starting","output":null}"""))
        .On("/v1/predictions/p1", Scripts.Answer(200, """{"id":"p1","status":"processing"}"""), Scripts.Answer(200, Finished()))
        .On("/out-0.webp", Scripts.Bytes(image, "image/webp"));

    protected override bool PlayRefusal(FailureCode code)
    {
        Script? refusal = code switch
        {
            FailureCode.InvalidRequest => Problem(422, "Input validation failed", "- input.seed: Invalid type."),
            FailureCode.Authentication => Problem(401, "Unauthenticated", $"You did not pass a valid authentication token: {Key}"),
            FailureCode.Permission => Problem(403, "Forbidden", "This model may not be run by this account."),
            FailureCode.Quota => Problem(402, "Insufficient credit", "You have insufficient credit to run this model."),
            FailureCode.RateLimited => Problem(429, "Too many requests", "Request was throttled."),
            FailureCode.ModerationBlocked => Scripts.Answer(
                201, """{"id":"p1","status":"failed","error":"NSFW content detected. Try running it again, or try a different prompt."}"""),
            FailureCode.Unavailable => Scripts.Answer(503, ""),
            _ => null,
        };
        if (refusal is not null)
        {
            Server.On(Begin, refusal);
        }

        return refusal is not null;
    }

    protected override void PlaySilence() => Server.On(Begin, Scripts.Hang());

    protected override void PlayCut(byte[] image) => Server
        .On(Begin, Scripts.Answer(201, Finished()))
        .On("/out-0.webp", Scripts.Cut(image.AsMemory(0, image.Length / 2), "image/webp"));

    protected override void PlayAnswer(string body, string contentType) => Server.On(Begin, Scripts.Answer(200, body, contentType));

    protected override void PlayTest(bool goodKey) => Server.On("/v1/account", goodKey
        ? Scripts.Answer(200, """{"type":"organization","username":"acme","name":"Acme","github_url":null}""")
        : Problem(401, "Unauthenticated", $"You did not pass a valid authentication token: {Key}"));

    protected override bool Pays(RecordedRequest request) => request is { Method: "POST", Path: Begin };

    protected override string? PromptIn(RecordedRequest request) =>
        Pays(request) ? request.Json.GetProperty("input").GetProperty("prompt").GetString() : null;

    private static Script Problem(int status, string title, string detail) => Scripts.Answer(
        status, $$"""{"title":"{{title}}","detail":"{{detail}}","status":{{status}}}""", "application/problem+json");

    private string Finished() =>
        $$"""{"id":"p1","model":"black-forest-labs/flux-schnell","status":"processing","output":["{{new Uri(Server.Address, "out-0.webp")}}"]}""";
}
