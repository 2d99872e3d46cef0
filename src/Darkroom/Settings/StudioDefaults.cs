using System.ComponentModel.DataAnnotations;

namespace Darkroom.Settings;

/// <summary>What a new form of the studio requests, under <c>Studio:…</c>. What the provider does not offer is ignored.</summary>
public sealed record StudioDefaults
{
    /// <summary>The model, if the default provider is selected; null for the provider's default.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Model { get; init; }

    /// <summary>The aspect ratio; null for a square.</summary>
    [AllowedValues("1:1", "4:5", "3:2", "2:3", "16:9", "9:16", ErrorMessage = "choose 1:1, 4:5, 3:2, 2:3, 16:9 or 9:16")]
    public string? AspectRatio { get; init; }

    /// <summary>The number of images.</summary>
    [Range(1, 16)]
    public int Count { get; init; } = 4;

    /// <summary>The name of a quality; null to let the provider choose.</summary>
    [StringLength(40, MinimumLength = 1)]
    public string? Quality { get; init; }
}
