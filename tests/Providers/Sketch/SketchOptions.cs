using System.ComponentModel.DataAnnotations;
using Darkroom.Providers;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>The settings under <c>Providers:sketch:…</c>.</summary>
internal sealed record SketchOptions : ProviderOptions
{
    /// <summary>The number of strokes. More strokes are finer and slower.</summary>
    [Range(1, 500)]
    public int Strokes { get; init; } = 40;
}
