using System.ComponentModel.DataAnnotations;
using Darkroom.Providers;

namespace Darkroom.Painter;

/// <summary>The settings under <c>Providers:painter:…</c>.</summary>
public sealed record PainterOptions : ProviderOptions
{
    /// <summary>
    /// The minimum duration of an image in seconds, so that its development is visible. The first partial image does not wait. 0 paints as fast as
    /// possible.
    /// </summary>
    [Range(0, 60.0)]
    public double Pace { get; init; } = 2;
}
