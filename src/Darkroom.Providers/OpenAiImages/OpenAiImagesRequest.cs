using System.Text.Json;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>Decides which fields a server is sent.</summary>
internal static class OpenAiImagesRequest
{
    /// <param name="request">What is wanted.</param>
    /// <param name="options">Who is asked.</param>
    /// <param name="optional">Which of the fields that not every server takes are sent: a stream, and a choice of the answer's form.</param>
    public static ImagesBody Body(ImageRequest request, OpenAiImagesOptions options, OptionalFields optional)
    {
        var model = request.Model ?? OpenAiImagesCapabilities.DefaultModel(options);
        var body = new ImagesBody()
            .Add("model", model)
            .Add("prompt", PromptFor(options, request))
            .Add("size", request.Size.ToString())
            .Add("quality", request.Quality)
            .Add("output_format", request.OutputFormat);
        if (options.Server is OpenAiImagesServer.VllmOmni)
        {
            body.Add("negative_prompt", request.NegativePrompt).Add("seed", request.Seed).Add("num_inference_steps", options.Steps);
        }
        else if (options.Server is OpenAiImagesServer.LocalAi)
        {
            body.Add("step", options.Steps);
        }

        return WithOptionalFields(body, request, options, optional);
    }

    /// <summary>
    /// GPT Image always answers in base64, may stream, and refuses to be told the form. All others (DALL·E, servers of one's own)
    /// may answer with an address unless told.
    /// </summary>
    private static ImagesBody WithOptionalFields(ImagesBody body, ImageRequest request, OpenAiImagesOptions options, OptionalFields optional)
    {
        var model = request.Model ?? OpenAiImagesCapabilities.DefaultModel(options);
        var gptImage = GptImage.IsModel(model)
            || (OpenAiImagesCapabilities.IsOpenAi(options) && !DallE.IsModel(model));
        return !gptImage ? (optional.TryAdd(RefusedFields.ResponseFormat) ? body.Add(RefusedFields.ResponseFormat, "b64_json") : body)
            : request.PartialImages > 0 && optional.TryAdd(RefusedFields.Stream)
            ? body.Add(RefusedFields.Stream, true).Add("partial_images", request.PartialImages)
            : body;
    }

    private static string PromptFor(OpenAiImagesOptions options, ImageRequest request) => options.Server switch
    {
        // A bar of the person's own would begin the negative prompt.
        OpenAiImagesServer.LocalAi => request.Prompt.Replace('|', '/')
            + (request.NegativePrompt is null ? "" : $"|{request.NegativePrompt.Replace('|', '/')}"),
        OpenAiImagesServer.StableDiffusionCpp when ExtraFields(options, request) is { Count: > 0 } own =>
            $"{request.Prompt} <sd_cpp_extra_args>{JsonSerializer.Serialize(own)}</sd_cpp_extra_args>",
        _ => request.Prompt,
    };

    private static Dictionary<string, object> ExtraFields(OpenAiImagesOptions options, ImageRequest request)
    {
        var own = new Dictionary<string, object>();
        if (request.NegativePrompt is { } negative)
        {
            own["negative_prompt"] = negative;
        }

        if (request.Seed is { } seed)
        {
            own["seed"] = seed;
        }

        if (options.Steps is { } steps)
        {
            own["sample_params"] = new Dictionary<string, int> { ["sample_steps"] = steps };
        }

        return own;
    }
}
