using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.Stability;

/// <summary>The settings under <c>Providers:stability:…</c>.</summary>
public sealed record StabilityOptions : ProviderOptions
{
    /// <summary>How much a reference image is changed: 0 keeps it unchanged, 1 ignores it.</summary>
    [Range(0.0, 1.0)]
    public double Strength { get; init; } = 0.65;
}
