using System.Text.Json;
using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>Builds the request body from the fields that a server accepts.</summary>
internal static class OpenAiImagesRequest
{
    /// <param name="model">The model; null for the server's default.</param>
    /// <param name="options">The operator's settings, which name the server.</param>
    /// <param name="optional">Decides which fields may be sent that not every server accepts: a stream and the response format.</param>
    /// <param name="rules">The rules of the model.</param>
    public static ImagesBody Body(ImageRequest request, string? model, OpenAiImagesOptions options, OptionalFields optional, ModelRules rules)
    {
        var body = new ImagesBody(request, model, Prompt(options, request));
        if (options.Server is OpenAiImagesServer.VllmOmni)
        {
            body.Add("negative_prompt", request.NegativePrompt).Add("seed", request.Seed).Add("num_inference_steps", options.Steps);
        }
        else if (options.Server is OpenAiImagesServer.LocalAi)
        {
            body.Add("step", options.Steps);
        }

        return body.AddOptional(optional, request, rules.FixedResponse);
    }

    private static string Prompt(OpenAiImagesOptions options, ImageRequest request) => options.Server switch
    {
        // In LocalAI's prompts a bar starts the negative prompt, so bars in the texts are replaced.
        OpenAiImagesServer.LocalAi => request.Prompt.Replace('|', '/')
            + (request.NegativePrompt is null ? "" : $"|{request.NegativePrompt.Replace('|', '/')}"),
        OpenAiImagesServer.StableDiffusionCpp when ExtraFields(options, request) is { Count: > 0 } extra =>
            $"{request.Prompt} <sd_cpp_extra_args>{JsonSerializer.Serialize(extra)}</sd_cpp_extra_args>",
        _ => request.Prompt,
    };

    private static Dictionary<string, object> ExtraFields(OpenAiImagesOptions options, ImageRequest request)
    {
        var extra = new Dictionary<string, object>();
        if (request.NegativePrompt is { } negative)
        {
            extra["negative_prompt"] = negative;
        }

        if (request.Seed is { } seed)
        {
            extra["seed"] = seed;
        }

        if (options.Steps is { } steps)
        {
            extra["sample_params"] = new Dictionary<string, int> { ["sample_steps"] = steps };
        }

        return extra;
    }
}
