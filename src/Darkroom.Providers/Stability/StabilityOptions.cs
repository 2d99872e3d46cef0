using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.Stability;

/// <summary>What the operator may set under <c>Providers:stability:…</c>.</summary>
public sealed record StabilityOptions : ProviderOptions
{
    /// <summary>How much of a reference image is changed: 0 leaves it as it is, 1 takes nothing from it.</summary>
    [Range(0.0, 1.0)]
    public double Strength { get; init; } = 0.65;
}
