using System.ComponentModel.DataAnnotations;
using Darkroom.Providers;

namespace Darkroom.Tests.Providers.Sketch;

/// <summary>What the operator may set under <c>Providers:sketch:…</c>.</summary>
internal sealed record SketchOptions : ProviderOptions
{
    /// <summary>Strokes of one image: more is finer and slower.</summary>
    [Range(1, 500)]
    public int Strokes { get; init; } = 40;
}
