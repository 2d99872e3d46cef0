using System.Text;
using Darkroom.Providers;
using Darkroom.Providers.OpenAiImages;
using Darkroom.Tests.Providers.OpenAi;

namespace Darkroom.Tests.Providers.OpenAiImages;

/// <summary>Recorded responses of OpenAI's Images API. The recorders removed the images, which are replaced by others.</summary>
public static class OpenAiImagesReplays
{
    private const string Sdk = "openai/openai-dotnet/";
    private const string Vercel = "openai/vercel-ai/";
    private const string Matrix = "openai/rig/image_params_matrix__";

    public static IEnumerable<Replay> All =>
    [
        Of("an image of gpt-image-1", Sdk + "ImagesTests__BasicGenerationWorks.json", Entry),
        Of("two images at once", Sdk + "ImagesTests__GenerationOfMultipleImagesWorks.json", Entry),
        Of("two images with every option", Sdk + "ImagesTests__GenerationWithOptionsWorks.json", Entry),
        Of("an edit", Sdk + "ImageEditsTests__GenerateImageEditWorks_UsingFilePath.json", Entry, edit: true),
        Of("a wrong key", Sdk + "ImagesTests__GenerateImageCanParseServiceError.json", Entry),
        Of("a wrong key", Sdk + "ImagesTests__GenerateImagesCanParseServiceError.json", Entry),
        Of("a wrong key at an edit", Sdk + "ImageEditsTests__GenerateImageEditFromPathCanParseServiceError.json", Entry, edit: true),
        Of("DALL·E's response, two images and a revised prompt", Vercel + "openai-image.json", Text(200)),
        Of("an edit", Vercel + "openai-image-edit.json", Text(200), edit: true),
        Of("gpt-image refuses response_format", Vercel + "gpt-image-response-format-error.json", Text(400)),
        Of("an organisation that is not verified", "quoted/openai.org_must_be_verified.403.json", Text(403)),
        Of("a blocked image", "quoted/openai.moderation_blocked.2026-09.json", Text(400)),
        Rig("an image", "allowlisted_model_still_generates"),
        Rig("an image of a client for chats", "completions_client_shares_the_fixed_body"),
        Rig("an image of a model not listed", "unlisted_model_generates_without_response_format"),
        Rig("an image in a requested format", "additional_params_output_format_reaches_the_api"),
        Rig("an image in a requested quality", "additional_params_quality_reaches_the_api"),
        Rig("a background it has not", "additional_params_invalid_background_is_rejected"),
        Rig("a format it has not", "additional_params_invalid_output_format_is_rejected"),
        Rig("a quality it has not", "additional_params_invalid_quality_is_rejected"),
        Rig("a model there is not", "additional_params_override_model"),
        Rig("an empty prompt", "additional_params_override_prompt"),
        Rig("a size it has not", "additional_params_override_size"),
        Rig("gpt-image refuses response_format", "caller_can_reinstate_response_format"),
        Rig("gpt-image refuses response_format before it looks at the model", "response_format_is_rejected_before_the_model_is_looked_at"),
        Rig("a quality chatgpt-image has not", "chatgpt_image_latest_reaches_its_own_validation"),
        Rig("an empty prompt", "non_object_additional_params_are_a_no_op"),
        Rig("DALL·E 3 is gone", "retired_model_reaches_model_validation"),
        Rig("a size gpt-image-2 has not", "unlisted_dated_snapshot_reaches_its_own_validation"),
    ];

    private static Replay Rig(string what, string test) => Of(what, $"{Matrix}{test}.yaml", recording =>
    {
        var exchange = RecordedExchanges.Of(recording)[0];
        return exchange.Script(Encoding.UTF8.GetBytes(OpenAiRecordingTests.Substituted(exchange.Text)));
    });

    private static Replay Of(string what, string recording, Func<string, Script> script, bool edit = false) =>
        new("openai-images", what, [recording], bench =>
        {
            bench.Server.On(edit ? "/v1/images/edits" : "/v1/images/generations", script(recording));
            var provider = new OpenAiImagesProvider(
                new OpenAiImagesOptions { BaseUrl = bench.Server.BaseUrl, Model = "gpt-image-1", ApiKey = "sk-test-replay" }, bench.Parts());
            return bench.RunAsync(provider, new ImageRequest
            {
                Prompt = "a lighthouse",
                Size = new PixelSize(1024, 1024),
                Images = edit ? [Samples.Input(TestImages.SmallPng())] : [],
            });
        });

    private static Script Entry(string recording)
    {
        var (status, contentType, body) = Recordings.Entries(recording)[0];
        return Scripts.Answer(status, OpenAiRecordingTests.Substituted(body), contentType);
    }

    private static Func<string, Script> Text(int status) =>
        recording => Scripts.Answer(status, OpenAiRecordingTests.Substituted(Recordings.Text(recording)));
}
