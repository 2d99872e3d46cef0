using Darkroom.Providers.Http;

namespace Darkroom.Providers.Replicate;

/// <summary>Writes the body of a prediction. Replicate refuses fields it does not know.</summary>
internal static class ReplicateRequest
{
    /// <param name="request">What is wanted.</param>
    /// <param name="input">What the model takes.</param>
    /// <param name="version">The model's version; null where the address names the model.</param>
    public static HttpContent Body(ImageRequest request, ModelInput input, string? version) => JsonBody.Create(json =>
    {
        json.WriteIfSet("version", version);
        json.WriteInput(request, input);
    });
}
