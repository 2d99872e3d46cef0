using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>Decides which fields a deployment is sent.</summary>
internal static class AzureOpenAiRequest
{
    /// <param name="request">What is wanted.</param>
    /// <param name="model">The deployment's name where the path does not hold it.</param>
    /// <param name="optional">Whether a stream, and a choice of the answer's form, may be sent.</param>
    /// <param name="dallE">Whether it is a DALL·E, which does not stream and answers with an address unless told.</param>
    public static ImagesBody Body(ImageRequest request, string? model, OptionalFields optional, bool dallE)
    {
        var body = new ImagesBody()
            .Add("model", model)
            .Add("prompt", request.Prompt)
            .Add("size", request.Size.ToString())
            .Add("quality", request.Quality)
            .Add("output_format", request.OutputFormat);
        return dallE ? (optional.TryAdd(RefusedFields.ResponseFormat) ? body.Add(RefusedFields.ResponseFormat, "b64_json") : body)
            : request.PartialImages > 0 && optional.TryAdd(RefusedFields.Stream)
            ? body.Add(RefusedFields.Stream, true).Add("partial_images", request.PartialImages)
            : body;
    }
}
