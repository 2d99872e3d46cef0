using Darkroom.Providers.OpenAiApi;

namespace Darkroom.Providers.AzureOpenAi;

/// <summary>Builds the request body from the fields that a deployment accepts.</summary>
internal static class AzureOpenAiRequest
{
    /// <param name="model">The deployment's name; null if the path contains it.</param>
    /// <param name="optional">Decides whether a stream and the response format may be sent.</param>
    /// <param name="rules">The rules of the deployment's model.</param>
    public static ImagesBody Body(ImageRequest request, string? model, OptionalFields optional, ModelRules rules) =>
        new ImagesBody(request, model, request.Prompt).AddOptional(optional, request, rules.FixedResponse);
}
