using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkroom.Imaging;

namespace Darkroom.Gallery;

/// <summary>What images are compared by in memory: 16 numbers from the thumbhash and the proportions, and the difference hash.</summary>
/// <param name="Look">
/// The average colour and opacity, the lowest frequencies of lightness and colour, and the proportions, each scaled so that a difference of 1 counts
/// the same.
/// </param>
/// <param name="DifferenceHash">64 bits about where the image becomes lighter.</param>
internal readonly record struct ImageSignature(Vector128<byte> Look, long DifferenceHash)
{
    /// <summary>The distance of two images that have nothing in common, roughly.</summary>
    public const int Unrelated = 512;

    /// <summary>How much one different bit counts.</summary>
    private const int BitWeight = 6;

    private const float AverageScale = 160;
    private const float WaveScale = 320;
    private const float RatioScale = 24;

    public static ImageSignature From(ImageHashes hashes)
    {
        var waves = ThumbHashCoefficients.Read(hashes.ThumbHash.AsSpan());
        var look = Vector128.Create(
            Scaled(waves.Lightness - 0.5f, AverageScale),
            Scaled(waves.YellowBlue, AverageScale),
            Scaled(waves.RedGreen, AverageScale),
            Scaled(waves.Opacity - 0.5f, AverageScale),
            Scaled(waves.LightnessAt(1, 0), WaveScale),
            Scaled(waves.LightnessAt(0, 1), WaveScale),
            Scaled(waves.LightnessAt(1, 1), WaveScale),
            Scaled(waves.LightnessAt(2, 0), WaveScale),
            Scaled(waves.LightnessAt(0, 2), WaveScale),
            Scaled(waves.YellowBlueAt(1, 0), WaveScale),
            Scaled(waves.YellowBlueAt(0, 1), WaveScale),
            Scaled(waves.YellowBlueAt(1, 1), WaveScale),
            Scaled(waves.RedGreenAt(1, 0), WaveScale),
            Scaled(waves.RedGreenAt(0, 1), WaveScale),
            Scaled(waves.RedGreenAt(1, 1), WaveScale),
            Scaled(MathF.Log2((float)hashes.Size.Ratio), RatioScale));
        return new ImageSignature(look, hashes.DifferenceHash ?? waves.ToDifferenceHash());
    }

    /// <summary>Returns how much two images differ: 0 for copies, about <see cref="Unrelated"/> for images that have nothing in common.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Distance(in ImageSignature one, Vector128<byte> look, long differenceHash)
    {
        var (lower, upper) = Vector128.Widen(Vector128.Max(one.Look, look) - Vector128.Min(one.Look, look));
        return Vector128.Sum(lower + upper) + BitWeight * BitOperations.PopCount((ulong)(one.DifferenceHash ^ differenceHash));
    }

    private static byte Scaled(float value, float scale) => (byte)Math.Clamp((int)MathF.Round(128 + value * scale), 0, 255);
}
