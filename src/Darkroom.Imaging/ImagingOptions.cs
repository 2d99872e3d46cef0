using System.ComponentModel.DataAnnotations;

namespace Darkroom.Imaging;

/// <summary>How much of the machine pictures may take.</summary>
public sealed record ImagingOptions
{
    /// <summary>
    /// Pictures worked on at once, 1 to 64; the number of processors unless told otherwise. Each takes one processor fully and, for
    /// ordinary pictures, some 20 MB while it runs. More than there are processors only makes each slower.
    /// </summary>
    [Range(1, 64)]
    public int Concurrency { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);
}
