using System.Collections.Concurrent;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging.Drawing;

/// <summary>A validated logo: PNG, WebP or SVG.</summary>
public sealed class Logo
{
    /// <summary>The longer edge, in pixels, at which a vector logo is rendered before it is scaled down.</summary>
    private const int VectorEdge = 1024;

    private static readonly ImageLimits Limits = new() { MaxBytes = 5 * 1024 * 1024, MaxEdge = 8_192, MaxPixels = 20_000_000 };

    private const int MaxSizes = 40;

    /// <summary>The box in which the colours of the outline are counted, and the bits of each channel that distinguish them.</summary>
    private const int OutlineEdge = 256;
    private const int OutlineBits = 3;

    /// <summary>The share of the outline that may stand out less, such as the tip of a white summit.</summary>
    private const double Ignored = 0.06;

    /// <summary>The alpha from which on a pixel belongs to the logo.</summary>
    private const int Visible = 128;

    private readonly Pixels _pixels;
    private readonly ConcurrentDictionary<(int Width, int Height), Pixels> _contained = new();
    private readonly Lazy<Rgb> _colour;
    private readonly Lazy<(Rgb Colour, double Share)[]> _outline;
    private readonly Lazy<bool> _isOpaque;
    private readonly Lazy<bool> _isMonochrome;

    private Logo(Pixels pixels)
    {
        _pixels = pixels;
        _colour = new Lazy<Rgb>(MeanColour);
        _outline = new Lazy<(Rgb Colour, double Share)[]>(ColoursOfOutline);
        _isOpaque = new Lazy<bool>(HasNoTransparency);
        _isMonochrome = new Lazy<bool>(HasOneColour);
    }

    /// <summary>Width divided by height.</summary>
    public double AspectRatio => (double)_pixels.Width / _pixels.Height;

    /// <summary>
    /// Reads a logo of at most 5 MB, or 1 MB of SVG. An SVG with a script, a filter or external content is rejected, not
    /// sanitised: the result could differ from the brand's logo. Call inside <see cref="ImagePipeline.DrawAsync"/>.
    /// </summary>
    public static Outcome<Logo> Read(ReadOnlyMemory<byte> bytes)
    {
        var pixels = SvgCheck.LooksLikeSvg(bytes.Span) ? Vector(bytes) : Raster(bytes);
        return pixels switch
        {
            Outcome<Pixels>.Ok(var read) => WithoutMargin(read) is { } trimmed
                ? new Outcome<Logo>.Ok(new Logo(trimmed))
                : new Outcome<Logo>.Rejected(RejectReason.Corrupt, "The logo is fully transparent."),
            Outcome<Pixels>.Rejected(var reason, var message) => new Outcome<Logo>.Rejected(reason, message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Scales the logo to fit into a box, in proportion, to at most twice its size. Sizes are kept: each format asks for the same again.</summary>
    public Pixels Contain(int width, int height)
    {
        if (_contained.Count > MaxSizes)
        {
            _contained.Clear();
        }

        return _contained.GetOrAdd((width, height), size => Scaled(size.Width, size.Height));
    }

    private Pixels Scaled(int width, int height)
    {
        var scale = Math.Min(2, Math.Min((double)width / _pixels.Width, (double)height / _pixels.Height));
        return _pixels.WithImage(image =>
        {
            using var resized = Resize.To(image, Fit.Scaled(image.Width, scale), Fit.Scaled(image.Height, scale));
            return Pixels.Copy(resized);
        });
    }

    /// <summary>Returns the mean colour of the visible pixels, to choose a background with enough contrast.</summary>
    public Rgb Colour() => _colour.Value;

    /// <summary>
    /// Returns the contrast with a background that its outline has almost everywhere: what touches the background must stand out from it, what
    /// lies within another colour need not.
    /// </summary>
    public double Contrast(Rgb background)
    {
        var rest = Ignored;
        foreach (var (contrast, share) in _outline.Value.Select(part => (part.Colour.Contrast(background), part.Share)).OrderBy(part => part.Item1))
        {
            rest -= share;
            if (rest < 0)
            {
                return contrast;
            }
        }

        return 1;
    }

    /// <summary>True if the whole logo has one colour. Such a logo may be drawn in another colour on a background of its own colour.</summary>
    public bool IsMonochrome() => _isMonochrome.Value;

    /// <summary>True if it has no transparency and so brings its own background.</summary>
    public bool IsOpaque => _isOpaque.Value;

    private Rgb MeanColour()
    {
        var (red, green, blue, weight) = (0L, 0L, 0L, 1L);
        for (var at = 0; at < _pixels.Data.Length; at += 4)
        {
            var alpha = _pixels.Data[at + 3];
            (red, green, blue, weight) = (red + (_pixels.Data[at] * alpha), green + (_pixels.Data[at + 1] * alpha), blue + (_pixels.Data[at + 2] * alpha), weight + alpha);
        }

        return new Rgb((byte)(red / weight), (byte)(green / weight), (byte)(blue / weight));
    }

    /// <summary>Returns the colours of visible pixels beside transparent ones, with the share of each.</summary>
    private (Rgb Colour, double Share)[] ColoursOfOutline()
    {
        var logo = Contain(OutlineEdge, OutlineEdge);
        var counts = new Dictionary<int, (int Red, int Green, int Blue, int Count)>();
        for (var y = 0; y < logo.Height; y++)
        {
            for (var x = 0; x < logo.Width; x++)
            {
                if (IsVisible(x, y) && !(IsVisible(x - 1, y) && IsVisible(x + 1, y) && IsVisible(x, y - 1) && IsVisible(x, y + 1)))
                {
                    var pixel = logo.Data.AsSpan(((y * logo.Width) + x) * 4, 3);
                    var key = (Level(pixel[0]) << (2 * OutlineBits)) | (Level(pixel[1]) << OutlineBits) | Level(pixel[2]);
                    var (red, green, blue, count) = counts.GetValueOrDefault(key);
                    counts[key] = (red + pixel[0], green + pixel[1], blue + pixel[2], count + 1);
                }
            }
        }

        var all = (double)counts.Values.Sum(part => part.Count);
        return [.. counts.Values.Select(part => (new Rgb((byte)(part.Red / part.Count), (byte)(part.Green / part.Count), (byte)(part.Blue / part.Count)), part.Count / all))];

        bool IsVisible(int x, int y) =>
            x >= 0 && y >= 0 && x < logo.Width && y < logo.Height && logo.Data[(((y * logo.Width) + x) * 4) + 3] >= Visible;

        static int Level(byte channel) => channel >> (8 - OutlineBits);
    }

    private bool HasOneColour()
    {
        var mean = Colour();
        for (var at = 0; at < _pixels.Data.Length; at += 4)
        {
            var deviation = Math.Abs(_pixels.Data[at] - mean.Red) + Math.Abs(_pixels.Data[at + 1] - mean.Green) + Math.Abs(_pixels.Data[at + 2] - mean.Blue);
            if (_pixels.Data[at + 3] > 128 && deviation > 60)
            {
                return false;
            }
        }

        return !IsOpaque;
    }

    private bool HasNoTransparency()
    {
        for (var at = 3; at < _pixels.Data.Length; at += 4)
        {
            if (_pixels.Data[at] < 250)
            {
                return false;
            }
        }

        return true;
    }

    private static Outcome<Pixels> Raster(ReadOnlyMemory<byte> bytes) => Signature.Detect(bytes.Span) switch
    {
        ImageFormat.Png or ImageFormat.WebP or null => Photo.Decode(bytes, Limits, WithAlpha),
        _ => new Outcome<Pixels>.Rejected(RejectReason.UnknownFormat, "A logo is a PNG, a WebP or an SVG file."),
    };

    private static Outcome<Pixels> Vector(ReadOnlyMemory<byte> bytes)
    {
        if (SvgCheck.FindProblem(bytes) is { } problem)
        {
            return new Outcome<Pixels>.Rejected(RejectReason.Corrupt, problem);
        }

        using var blob = PinnedBlob.Pin(bytes);
        using var unscaled = VipsOperation.New("svgload_buffer").With("buffer", blob).TryImage();
        if (unscaled is null || unscaled.Width > 100_000 || unscaled.Height > 100_000)
        {
            return new Outcome<Pixels>.Rejected(RejectReason.Corrupt, "The SVG logo cannot be rendered: it is damaged, or has no size.");
        }

        var scale = (double)VectorEdge / Math.Max(unscaled.Width, unscaled.Height);
        using var image = VipsOperation.New("svgload_buffer").With("buffer", blob).With("scale", scale).TryImage();
        using var rendered = image?.TryRender();
        return rendered is { Bands: 4 }
            ? new Outcome<Pixels>.Ok(Pixels.Copy(rendered))
            : new Outcome<Pixels>.Rejected(RejectReason.Corrupt, "The SVG logo cannot be rendered: it is damaged.");
    }

    private static VipsImage WithAlpha(VipsImage image) => image.HasAlpha
        ? image.AddReference()
        : VipsOperation.New("bandjoin_const").With("in", image).With("c", [255.0]).Image();

    /// <summary>Removes the empty space around a logo, which would make it appear smaller and misaligned. Null if nothing is visible.</summary>
    private static Pixels? WithoutMargin(Pixels pixels)
    {
        var (left, top, right, bottom) = (pixels.Width, pixels.Height, -1, -1);
        for (var at = 3; at < pixels.Data.Length; at += 4)
        {
            if (pixels.Data[at] > 8)
            {
                var (x, y) = (at / 4 % pixels.Width, at / 4 / pixels.Width);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            }
        }

        return right < 0 ? null : pixels.WithImage(image =>
        {
            using var cropped = VipsOperation.New("extract_area")
                .With("input", image).With("left", left).With("top", top).With("width", right - left + 1).With("height", bottom - top + 1).Image();
            return Pixels.Copy(cropped);
        });
    }
}
