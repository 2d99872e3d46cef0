using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.Automatic1111;

/// <summary>
/// What the operator may set under <c>Providers:automatic1111:…</c>. The web UI makes one image at a time, so
/// <see cref="ProviderOptions.MaxConcurrency"/> counts as 1 whatever it says.
/// </summary>
public sealed record Automatic1111Options : ProviderOptions
{
    /// <summary>Such as <c>DPM++ 2M</c>; null for the web UI's default.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Sampler { get; init; }

    /// <summary>Steps in one image. More take longer.</summary>
    [Range(1, 150)]
    public int Steps { get; init; } = 25;

    /// <summary>How closely it keeps to the prompt. FLUX and turbo models want about 1.</summary>
    [Range(0.0, 30.0)]
    public double CfgScale { get; init; } = 7;

    /// <summary>How much of a reference image may change: 0 nothing, 1 all.</summary>
    [Range(0.0, 1.0)]
    public double DenoisingStrength { get; init; } = 0.65;
}
