using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;

namespace Darkroom.Imaging.Drawing;

/// <summary>A checked logo: PNG or WebP with alpha, or SVG.</summary>
public sealed class Logo
{
    /// <summary>The longer edge that a vector logo is drawn at, in pixels; it is scaled down from there.</summary>
    private const int VectorEdge = 1024;

    private static readonly ImageLimits Limits = new() { MaxBytes = 5 * 1024 * 1024, MaxEdge = 8_192, MaxPixels = 20_000_000 };

    private readonly Pixels _pixels;

    private Logo(Pixels pixels) => _pixels = pixels;

    /// <summary>Width divided by height.</summary>
    public double Ratio => (double)_pixels.Width / _pixels.Height;

    /// <summary>
    /// Reads a logo of at most 5 MB, or 1 MB of SVG. An SVG with a script, a filter or anything from elsewhere is refused, not
    /// cleaned: what is left might look unlike the brand. Call inside <see cref="ImagePipeline.DrawAsync"/>.
    /// </summary>
    public static Outcome<Logo> Read(ReadOnlyMemory<byte> bytes)
    {
        var pixels = Darkroom.Imaging.Inspection.SvgCheck.LooksLikeSvg(bytes.Span) ? Vector(bytes) : Raster(bytes);
        return pixels switch
        {
            Outcome<Pixels>.Ok(var read) => WithoutMargin(read) is { } trimmed
                ? new Outcome<Logo>.Ok(new Logo(trimmed))
                : new Outcome<Logo>.Rejected(RejectReason.Corrupt, "The logo is fully transparent: there is nothing to see."),
            Outcome<Pixels>.Rejected(var reason, var message) => new Outcome<Logo>.Rejected(reason, message),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>As large as fits into a box, in proportion; a small picture is not enlarged beyond twice its size.</summary>
    public Pixels Contain(int width, int height)
    {
        var scale = Math.Min(2, Math.Min((double)width / _pixels.Width, (double)height / _pixels.Height));
        return _pixels.See(image =>
        {
            using var resized = Resize.To(image, Fit.Scaled(image.Width, scale), Fit.Scaled(image.Height, scale));
            return Pixels.Copy(resized);
        });
    }

    /// <summary>The same shape in one colour.</summary>
    public static Pixels InColour(Pixels logo, Rgb colour)
    {
        ArgumentNullException.ThrowIfNull(logo);
        var data = (byte[])logo.Data.Clone();
        for (var at = 0; at < data.Length; at += 4)
        {
            (data[at], data[at + 1], data[at + 2]) = (colour.Red, colour.Green, colour.Blue);
        }

        return logo with { Data = data };
    }

    /// <summary>The mean colour of what is seen of it, to choose a ground it stands out from.</summary>
    public Rgb Colour()
    {
        var (red, green, blue, weight) = (0L, 0L, 0L, 1L);
        for (var at = 0; at < _pixels.Data.Length; at += 4)
        {
            var alpha = _pixels.Data[at + 3];
            (red, green, blue, weight) = (red + (_pixels.Data[at] * alpha), green + (_pixels.Data[at + 1] * alpha), blue + (_pixels.Data[at + 2] * alpha), weight + alpha);
        }

        return new Rgb((byte)(red / weight), (byte)(green / weight), (byte)(blue / weight));
    }

    /// <summary>
    /// Whether all of it has one colour: such a logo is drawn in another where its own would not be seen, as brands do themselves.
    /// </summary>
    public bool OneColour()
    {
        var mean = Colour();
        for (var at = 0; at < _pixels.Data.Length; at += 4)
        {
            var stray = Math.Abs(_pixels.Data[at] - mean.Red) + Math.Abs(_pixels.Data[at + 1] - mean.Green) + Math.Abs(_pixels.Data[at + 2] - mean.Blue);
            if (_pixels.Data[at + 3] > 128 && stray > 60)
            {
                return false;
            }
        }

        return !Solid;
    }

    /// <summary>Whether it is a picture without any transparency: it brings its own ground.</summary>
    public bool Solid => !_pixels.Data.Where((_, at) => at % 4 == 3).Any(alpha => alpha < 250);

    private static Outcome<Pixels> Raster(ReadOnlyMemory<byte> bytes) => Darkroom.Imaging.Inspection.Signature.Detect(bytes.Span) switch
    {
        ImageFormat.Png or ImageFormat.WebP or null => Photo.Decode(bytes, Limits, WithAlpha),
        _ => new Outcome<Pixels>.Rejected(RejectReason.UnknownFormat, "A logo is a PNG, a WebP or an SVG file."),
    };

    private static Outcome<Pixels> Vector(ReadOnlyMemory<byte> bytes)
    {
        if (Darkroom.Imaging.Inspection.SvgCheck.Problem(bytes) is { } problem)
        {
            return new Outcome<Pixels>.Rejected(RejectReason.Corrupt, problem);
        }

        using var blob = PinnedBlob.Over(bytes);
        using var asWritten = VipsOperation.New("svgload_buffer").With("buffer", blob).TryImage();
        if (asWritten is null || asWritten.Width > 100_000 || asWritten.Height > 100_000)
        {
            return new Outcome<Pixels>.Rejected(RejectReason.Corrupt, "The SVG logo cannot be drawn: it is damaged, or has no size.");
        }

        var scale = (double)VectorEdge / Math.Max(asWritten.Width, asWritten.Height);
        using var image = VipsOperation.New("svgload_buffer").With("buffer", blob).With("scale", scale).TryImage();
        using var rendered = image?.TryRender();
        return rendered is { Bands: 4 }
            ? new Outcome<Pixels>.Ok(Pixels.Copy(rendered))
            : new Outcome<Pixels>.Rejected(RejectReason.Corrupt, "The SVG logo cannot be drawn: it is damaged.");
    }

    private static VipsImage WithAlpha(VipsImage image) => image.HasAlpha
        ? image.Again()
        : VipsOperation.New("bandjoin_const").With("in", image).With("c", [255.0]).Image();

    /// <summary>Empty space around a logo would make it smaller than it was meant, and off its line.</summary>
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

        return right < 0 ? null : pixels.See(image =>
        {
            using var cropped = VipsOperation.New("extract_area")
                .With("input", image).With("left", left).With("top", top).With("width", right - left + 1).With("height", bottom - top + 1).Image();
            return Pixels.Copy(cropped);
        });
    }
}
