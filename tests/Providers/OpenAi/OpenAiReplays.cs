using Darkroom.Providers;
using Darkroom.Providers.OpenAi;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>What the Responses API sent, of OpenAI and of those who speak it.</summary>
public static class OpenAiReplays
{
    private const string Path = "/v1/responses";
    private const string Sdk = "openai/openai-dotnet/";
    private const string Vercel = "openai/vercel-ai/";
    private const string Rig = "openai/rig/";
    private const string StreamedId = "resp_0a5004ef5dc3564c0069845a9c82c481938b9b7c975a6f56b1";
    private const string CancelledId = "resp_0a3365ff556124e80068c9ef39d03881939a80f61fb572fe25";

    public static IEnumerable<Replay> All =>
    [
        Stream("a stream with a partial image", Vercel + "openai-image-generation-tool.1.chunks.txt"),
        Stream("Azure's stream, without the event that says completed", "azure/vercel-ai/azure-image-generation-tool.1.chunks.txt"),
        Stream("xAI's stream, without partial images", "xai/vercel-ai/xai-image-generation-tool.1.chunks.txt"),
        Of("a stream that fails over quota", Vercel + "openai-error.1.chunks.txt",
            name => new ResponsesScript().Raw(OpenAiRecordingTests.Frame(Recordings.Text(name)))),
        Of("a whole answer", Sdk + "ResponsesTests__ResponseWithImageGenTool.json", Entry),
        Of("a whole answer that tells its action", Sdk + "ResponsesToolTests__ImageGenToolWithAction.json", Entry),
        Whole("a whole answer", Vercel + "openai-image-generation-tool.1.json"),
        Whole("Azure's whole answer", "azure/vercel-ai/azure-image-generation-tool.1.json"),
        Whole("xAI's whole answer", "xai/vercel-ai/xai-image-generation-tool.1.json"),
        PickedUp("a stream in the background, picked up after its second event; it holds text", "ResponsesTests__CanStreamBackgroundResponses.json",
            $"{StreamedId}:1", entries => new ResponsesScript().Raw(entries[2].Body)),
        PickedUp("a response cancelled in the background", "ResponsesTests__CanCancelBackgroundResponses.json",
            $"{CancelledId}:0", entries => Scripts.Answer(entries[1].Status, entries[1].Body, entries[1].ContentType)),
        Of("a wrong key", Sdk + "ChatTests__AuthFailure.json", Entry),
        Of("an unknown model", Sdk + "ModelsTests__GetModelCanParseServiceError.json", Entry),
        Of("an unknown model, asked to stream", Rig + "error_envelope.nonexistent_model_streaming_error.yaml", Recorded),
        Of("a wrong key, called plain text", Rig + "error_identity_edge.auth_rejection_carries_identity.yaml", Recorded),
        Refused("no quota", Vercel + "openai-error.1.json", 429),
        Refused("a parameter the model does not take", Vercel + "reasoning-model-temperature-error.json", 400),
        Refused("an organisation that is not verified", "quoted/openai.org_must_be_verified.403.json", 403),
        Refused("a stream without partial images", "quoted/openai.streaming_must_have_partial_images.400.json", 400),
        Refused("a blocked image", "quoted/openai.moderation_blocked.2026-09.json", 400),
    ];

    private static Replay Stream(string what, string recording) => Of(what, recording, name => OpenAiRecordingTests.Framed(name));

    private static Replay Whole(string what, string recording) =>
        Of(what, recording, name => Scripts.Answer(200, OpenAiRecordingTests.Substituted(Recordings.Text(name))));

    private static Replay Refused(string what, string recording, int status) =>
        Of(what, recording, name => Scripts.Answer(status, Recordings.Text(name)));

    private static Replay PickedUp(
        string what, string recording, string token, Func<IReadOnlyList<(int Status, string ContentType, string Body)>, Script> script) =>
        new("openai", what, [Sdk + recording], bench =>
        {
            bench.Server.On($"{Path}/{token[..token.IndexOf(':', StringComparison.Ordinal)]}", script(Recordings.Entries(Sdk + recording)));
            return bench.RunAsync(Create(bench), Request with { ResumeToken = token });
        });

    private static Replay Of(string what, string recording, Func<string, Script> script) => new("openai", what, [recording], bench =>
    {
        bench.Server.On(Path, script(recording));
        return bench.RunAsync(Create(bench), Request);
    });

    private static ImageRequest Request => new() { Prompt = "a lighthouse", Size = new PixelSize(1024, 1024), PartialImages = 3 };

    private static OpenAiProvider Create(ProviderBench bench) =>
        new(new OpenAiOptions { BaseUrl = bench.Server.BaseUrl, ApiKey = "sk-test-replay" }, bench.Parts());

    private static Script Entry(string recording)
    {
        var (status, contentType, body) = Recordings.Entries(recording)[0];
        return Scripts.Answer(status, body, contentType);
    }

    private static Script Recorded(string recording) => RecordedExchanges.Of(recording)[0].Script();
}
