using System.ComponentModel.DataAnnotations;

namespace Darkroom.Imaging;

/// <summary>How much of the machine image processing may use.</summary>
public sealed record ImagingOptions
{
    /// <summary>
    /// The number of images processed at the same time, 1 to 64; by default the number of processors. Each uses one processor and, for
    /// ordinary images, about 20 MB. A value above the number of processors only makes each image slower.
    /// </summary>
    [Range(1, 64)]
    public int Concurrency { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);
}
