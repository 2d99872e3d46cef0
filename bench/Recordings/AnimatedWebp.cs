using Darkroom.Bench.Perception;
using NetVips;

namespace Darkroom.Bench.Recordings;

/// <summary>Joins the frames of a recording to an animated WebP that a README can show.</summary>
internal static class AnimatedWebp
{
    private const int MaxBytes = 1_500_000;
    private const int Width = 960;
    private const int FrameMs = 100;

    /// <summary>The last frame stays before the animation begins again.</summary>
    private const int LastMs = 2_500;

    private static readonly int[] Qualities = [72, 60, 48, 36, 26, 18];

    public static byte[] Encode(IReadOnlyList<Frame> frames)
    {
        var (shown, delays) = Select(frames);
        using var joined = Image.Arrayjoin([.. shown.Select(frame => Image.ThumbnailBuffer(frame.Jpeg, Width))], across: 1);
        using var animated = joined.Mutate(image =>
        {
            image.Set(GValue.GIntType, "page-height", joined.Height / shown.Count);
            image.Set(GValue.ArrayIntType, "delay", delays);
            image.Set(GValue.GIntType, "loop", 0);
        });
        var encoded = Qualities.Select(quality => animated.WebpsaveBuffer(q: quality, effort: 6, mixed: true));
        return encoded.FirstOrDefault(bytes => bytes.Length <= MaxBytes)
            ?? throw new InvalidOperationException($"The recording of {shown.Count} frames does not fit into {MaxBytes:N0} bytes.");
    }

    /// <summary>Returns at most one frame for each tenth of a second, and how long each is shown.</summary>
    private static (List<Frame> Shown, int[] Delays) Select(IReadOnlyList<Frame> frames)
    {
        var shown = frames.GroupBy(frame => (long)(frame.At - frames[0].At) / FrameMs).Select(group => group.Last()).ToList();
        var delays = shown.Zip(shown.Skip(1), (one, next) => (int)(next.At - one.At)).Append(LastMs);
        return (shown, [.. delays]);
    }
}
