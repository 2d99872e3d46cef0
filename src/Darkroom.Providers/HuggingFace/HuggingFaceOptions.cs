using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.HuggingFace;

/// <summary>The settings under <c>Providers:huggingface:…</c>.</summary>
public sealed record HuggingFaceOptions : ProviderOptions
{
    /// <summary>
    /// The partner that makes the images: <c>hf-inference</c>, <c>fal-ai</c>, <c>replicate</c>, <c>together</c>, <c>nscale</c>,
    /// <c>wavespeed</c> or <c>zai-org</c>; null for the first that serves the model.
    /// </summary>
    [AllowedValues("hf-inference", "fal-ai", "replicate", "together", "nscale", "wavespeed", "zai-org",
        ErrorMessage = "choose hf-inference, fal-ai, replicate, together, nscale, wavespeed or zai-org")]
    public string? Partner { get; init; }

    /// <summary>The organisation that is billed; null for the token's owner.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? BillTo { get; init; }

    /// <summary>The hub's URL. The hub knows which partners serve a model, and the token's owner.</summary>
    public Uri HubUrl { get; init; } = new("https://huggingface.co");
}
