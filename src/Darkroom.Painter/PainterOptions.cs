using System.ComponentModel.DataAnnotations;
using Darkroom.Providers;

namespace Darkroom.Painter;

/// <summary>What the operator may set under <c>Providers:painter:…</c>.</summary>
public sealed record PainterOptions : ProviderOptions
{
    /// <summary>Seconds an image is spread over, so that one sees it develop. With 0 it is painted as fast as it goes.</summary>
    [Range(0, 60.0)]
    public double Pace { get; init; } = 3;
}
