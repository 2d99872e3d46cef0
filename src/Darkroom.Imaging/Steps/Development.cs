using System.Collections.Immutable;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Encodes the development of an image as an animated WebP. Each partial image is blurred, the first one most, held for a moment and faded into the next
/// one. Frames between two images are computed when the encoder reaches them, so that only the images themselves are in memory.
/// </summary>
internal sealed class Development : IDisposable
{
    /// <summary>The maximum length of the longer edge in pixels.</summary>
    internal const int MaxEdge = 768;

    internal const int MaxPartials = 6;

    /// <summary>The frames of a fade, between the images before and after it.</summary>
    internal const int FadeFrames = 4;

    internal const int FadeDelay = 60;
    internal const int HoldDelay = 600;
    internal const int FinalDelay = 2400;

    private const int MaxBytes = 3_000_000;

    /// <summary>The standard deviation of the first image's blur, as a share of the longer edge.</summary>
    private const double MaxBlur = 0.02;

    private const int Vertical = 1;

    /// <summary>Tried in turn until the result is small enough; only a noisy image needs more than the first.</summary>
    private static readonly ImmutableArray<(double Scale, int Quality)> Encodings = [(1, 75), (1, 50), (0.66, 50), (0.5, 35)];

    /// <summary>The finished image, then the partial images.</summary>
    private readonly List<VipsImage> _images = [];

    /// <param name="image">Upright 8-bit sRGB in memory. All have the size of the first one, which is the finished image.</param>
    internal void Add(VipsImage image)
    {
        using var flat = Flatten.From(image);
        _images.Add(flat.TryRender() ?? throw VipsOperation.Unexpected("flatten"));
    }

    internal EncodedResult Encode(CancellationToken cancellationToken)
    {
        foreach (var (scale, quality) in Encodings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Encode(scale, quality, cancellationToken);
            if (result.Bytes.Length <= MaxBytes || scale == Encodings[^1].Scale)
            {
                return result;
            }
        }

        throw new InvalidOperationException("The last encoding is returned whatever its size.");
    }

    public void Dispose()
    {
        foreach (var image in _images)
        {
            image.Dispose();
        }
    }

    private EncodedResult Encode(double scale, int quality, CancellationToken cancellationToken)
    {
        using var owned = new Disposables();
        var stages = Stages(scale, owned);
        var frames = new List<VipsImage> { stages[0] };
        var delays = new List<int> { HoldDelay };
        for (var index = 1; index < stages.Count; index++)
        {
            for (var fade = 1; fade <= FadeFrames; fade++)
            {
                frames.Add(owned.Add(Blend(stages[index - 1], stages[index], (double)fade / (FadeFrames + 1))));
                delays.Add(FadeDelay);
            }

            frames.Add(stages[index]);
            delays.Add(index == stages.Count - 1 ? FinalDelay : HoldDelay);
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var strip = Join(frames, owned);
        strip.Animate(stages[0].Height, [.. delays]);
        var bytes = VipsOperation.New("webpsave_buffer").With("in", strip).With("Q", quality).With("effort", Steps.Encode.Thorough).Bytes();
        return new EncodedResult(bytes, stages[0].Width, stages[0].Height, ImageFormat.WebP);
    }

    /// <summary>Returns the partial images, blurred, and the finished image.</summary>
    private List<VipsImage> Stages(double scale, Disposables owned)
    {
        var (width, height) = (Fit.Scaled(_images[0].Width, scale), Fit.Scaled(_images[0].Height, scale));
        var partials = _images.Count - 1;
        var stages = new List<VipsImage>();
        foreach (var (image, number) in _images.Skip(1).Append(_images[0]).Select((image, number) => (image, number)))
        {
            using var sized = Resize.To(image, width, height);
            using var blurred = number == partials ? sized.AddReference() : Blur(sized, Math.Max(width, height) * MaxBlur * (partials - number) / partials);
            stages.Add(owned.Add(blurred.TryRender() ?? throw VipsOperation.Unexpected("gaussblur")));
        }

        return stages;
    }

    private static VipsImage Blur(VipsImage image, double sigma) => VipsOperation.New("gaussblur").With("in", image).With("sigma", sigma).Image();

    private static VipsImage Blend(VipsImage from, VipsImage to, double share)
    {
        using var before = Scaled(from, 1 - share);
        using var after = Scaled(to, share);
        using var sum = VipsOperation.New("add").With("left", before).With("right", after).Image();
        return VipsOperation.New("cast").With("in", sum).With("format", BandFormat.UChar).Image();
    }

    private static VipsImage Scaled(VipsImage image, double factor) =>
        VipsOperation.New("linear").With("in", image).With("a", [factor]).With("b", [0.0]).Image();

    private static VipsImage Join(List<VipsImage> frames, Disposables owned)
    {
        var strip = frames[0];
        foreach (var frame in frames.Skip(1))
        {
            strip = owned.Add(VipsOperation.New("join").With("in1", strip).With("in2", frame).With("direction", Vertical).Image());
        }

        // A copy of its own, because its metadata is changed.
        return VipsOperation.New("copy").With("in", strip).Image();
    }

    /// <summary>Disposes everything at once, in reverse.</summary>
    private sealed class Disposables : IDisposable
    {
        private readonly Stack<IDisposable> _all = new();

        internal T Add<T>(T one)
            where T : IDisposable
        {
            _all.Push(one);
            return one;
        }

        public void Dispose()
        {
            while (_all.TryPop(out var one))
            {
                one.Dispose();
            }
        }
    }
}
