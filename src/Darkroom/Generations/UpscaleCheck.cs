using Darkroom.Providers;

namespace Darkroom.Generations;

/// <summary>Compares a request to make an image larger with the image, once its size is known.</summary>
internal static class UpscaleCheck
{
    /// <summary>Returns the request with the size of its result, or what is wrong with its image or its size.</summary>
    /// <param name="request">The request with its image.</param>
    /// <param name="can">What the upscaler supports.</param>
    /// <param name="requested">Whether the request names a size; else the first factor applies.</param>
    public static (GenerationRequest? Request, ValidationError? Error) Run(GenerationRequest request, ProviderCapabilities can, bool requested)
    {
        var image = request.Images!.Value[0].Size;
        var sizes = can.UpscaledSizes(image).ToList();
        return sizes.Count == 0
            ? (null, new("images", LocalText.Format(EngineTexts.UpscaleTooLarge, image, can.Edits!.MaxEdge, can.Edits.MaxPixels / 1e6)))
            : !requested ? (request with { Size = sizes[0] }, null)
            : sizes.Contains(request.Size) ? (request, null)
            : (null, new("size", LocalText.Format(EngineTexts.UpscaleSize, image, LocalText.Or(sizes))));
    }
}
