using Darkroom.Bench.Perception;
using Darkroom.Imaging;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Bench.Recordings;

/// <summary>Joins the frames of a recording to an animated WebP that a README can show.</summary>
internal static class AnimatedWebp
{
    private const int MaxBytes = 1_500_000;
    private const double Scale = 0.8;
    private const int FrameMs = 100;
    private const int Effort = 5;

    /// <summary>The last frame stays before the animation begins again.</summary>
    private const int LastMs = 2_500;

    private const int Vertical = 1;

    private static readonly int[] Qualities = [72, 56, 42, 30, 20];

    public static byte[] Encode(IReadOnlyList<Frame> frames)
    {
        Vips.EnsureStarted();
        var (shown, delays) = Select(frames);
        using var strip = Join(shown, out var height);
        strip.Animate(height, delays);
        return Qualities.Select(quality => VipsOperation.New("webpsave_buffer").With("in", strip).With("Q", quality).With("effort", Effort).With("mixed", flag: true).Bytes())
            .FirstOrDefault(bytes => bytes.Length <= MaxBytes)
            ?? throw new InvalidOperationException($"The recording of {shown.Count} frames does not fit into {MaxBytes:N0} bytes.");
    }

    /// <summary>Returns at most one frame for each tenth of a second, and how long each is shown.</summary>
    private static (List<Frame> Shown, int[] Delays) Select(IReadOnlyList<Frame> frames)
    {
        var shown = frames.GroupBy(frame => (long)(frame.At - frames[0].At) / FrameMs).Select(group => group.Last()).ToList();
        var delays = shown.Zip(shown.Skip(1), (one, next) => (int)(next.At - one.At)).Append(LastMs);
        return (shown, [.. delays]);
    }

    private static VipsImage Join(List<Frame> frames, out int height)
    {
        VipsImage? strip = null;
        height = 0;
        foreach (var frame in frames)
        {
            using var bytes = PinnedBlob.Pin(frame.Jpeg);
            using var decoded = VipsOperation.New("jpegload_buffer").With("buffer", bytes).Image();
            height = (int)(decoded.Height * Scale);
            using var sized = Resize.To(decoded, (int)(decoded.Width * Scale), height);
            var rendered = sized.TryRender() ?? throw new InvalidOperationException("A frame of the browser does not decode.");
            using var before = strip;
            strip = before is null ? rendered : VipsOperation.New("join").With("in1", before).With("in2", rendered).With("direction", Vertical).Image();
        }

        return VipsOperation.New("copy").With("in", strip!).Image();
    }
}
