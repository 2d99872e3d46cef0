using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.Automatic1111;

/// <summary>
/// The settings under <c>Providers:automatic1111:…</c>. The web UI makes one image at a time, so
/// <see cref="ProviderOptions.MaxConcurrency"/> is always 1.
/// </summary>
public sealed record Automatic1111Options : ProviderOptions
{
    /// <summary>The sampler, such as <c>DPM++ 2M</c>; null for the web UI's default.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Sampler { get; init; }

    /// <summary>The number of steps. More steps take longer.</summary>
    [Range(1, 150)]
    public int Steps { get; init; } = 25;

    /// <summary>How closely the image follows the prompt. FLUX and turbo models need about 1.</summary>
    [Range(0.0, 30.0)]
    public double CfgScale { get; init; } = 7;

    /// <summary>How much a reference image may change: 0 for nothing, 1 for everything.</summary>
    [Range(0.0, 1.0)]
    public double DenoisingStrength { get; init; } = 0.65;
}
