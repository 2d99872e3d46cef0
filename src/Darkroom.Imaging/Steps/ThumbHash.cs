using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// ThumbHash by Evan Wallace (https://evanw.github.io/thumbhash/): an image's average colour, proportions and lowest frequencies in
/// about 25 bytes. The image is split into lightness, two colour differences and alpha, each converted to a few cosine coefficients.
/// </summary>
internal static class ThumbHash
{
    private const int MaxEdge = 100;

    /// <summary>Returns the small image from which the hash is computed.</summary>
    /// <param name="image">An 8-bit sRGB image in memory, with or without alpha.</param>
    internal static VipsImage Small(VipsImage image)
    {
        var scale = Math.Min(1.0, (double)MaxEdge / Math.Max(image.Width, image.Height));
        using var small = Resize.To(image, Fit.Scaled(image.Width, scale), Fit.Scaled(image.Height, scale));
        return small.TryRender() ?? throw VipsOperation.Unexpected("thumbhash");
    }

    /// <param name="small">The result of <see cref="Small"/>.</param>
    internal static byte[] Compute(VipsImage small) => Encode(small.Pixels(), small.Width, small.Height, small.Bands);

    /// <param name="pixels">Interleaved 8-bit sRGB, with alpha last if there are four bands.</param>
    /// <param name="width">The width in pixels, 1 to 100.</param>
    /// <param name="height">The height in pixels, 1 to 100.</param>
    /// <param name="bands">3 or 4.</param>
    internal static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int bands)
    {
        var planes = Planes.From(pixels, width * height, bands);
        var edge = (double)Math.Max(width, height);
        var limit = planes.HasAlpha ? 5 : 7;
        var across = Math.Max(1, Round(limit * width / edge));
        var down = Math.Max(1, Round(limit * height / edge));

        var lightness = Spectrum.Compute(planes.Lightness, width, height, Math.Max(3, across), Math.Max(3, down));
        var yellowBlue = Spectrum.Compute(planes.YellowBlue, width, height, 3, 3);
        var redGreen = Spectrum.Compute(planes.RedGreen, width, height, 3, 3);
        var alpha = planes.HasAlpha ? Spectrum.Compute(planes.Alpha, width, height, 5, 5) : null;

        var landscape = width > height;
        var first = Round(63 * lightness.Average) | Round(31.5 + 31.5 * yellowBlue.Average) << 6
            | Round(31.5 + 31.5 * redGreen.Average) << 12 | Round(31 * lightness.Scale) << 18 | (planes.HasAlpha ? 1 << 23 : 0);
        var second = (landscape ? down : across) | Round(63 * yellowBlue.Scale) << 3
            | Round(63 * redGreen.Scale) << 9 | (landscape ? 1 << 15 : 0);

        List<byte> hash = [(byte)first, (byte)(first >> 8), (byte)(first >> 16), (byte)second, (byte)(second >> 8)];
        if (alpha is not null)
        {
            hash.Add((byte)(Round(15 * alpha.Average) | Round(15 * alpha.Scale) << 4));
        }

        AppendNibbles(hash, [.. lightness.Details, .. yellowBlue.Details, .. redGreen.Details, .. alpha?.Details ?? []]);
        return [.. hash];
    }

    private static void AppendNibbles(List<byte> hash, double[] details)
    {
        for (var i = 0; i < details.Length; i += 2)
        {
            var high = i + 1 < details.Length ? Round(15 * details[i + 1]) : 0;
            hash.Add((byte)(Round(15 * details[i]) | high << 4));
        }
    }

    private static int Round(double value) => (int)Math.Floor(value + 0.5);

    /// <summary>The image, blended with its own average colour, as lightness, yellow–blue, red–green and alpha, each about 0 to 1.</summary>
    private sealed record Planes(double[] Lightness, double[] YellowBlue, double[] RedGreen, double[] Alpha, bool HasAlpha)
    {
        internal static Planes From(ReadOnlySpan<byte> pixels, int count, int bands)
        {
            var (red, green, blue, opacity) = Average(pixels, bands);
            var planes = new Planes(new double[count], new double[count], new double[count], new double[count], opacity < count);
            for (var i = 0; i < count; i++)
            {
                var pixel = pixels.Slice(i * bands, bands);
                var a = bands == 4 ? pixel[3] / 255.0 : 1;
                var r = red * (1 - a) + a * pixel[0] / 255;
                var g = green * (1 - a) + a * pixel[1] / 255;
                var b = blue * (1 - a) + a * pixel[2] / 255;
                planes.Lightness[i] = (r + g + b) / 3;
                planes.YellowBlue[i] = (r + g) / 2 - b;
                planes.RedGreen[i] = r - g;
                planes.Alpha[i] = a;
            }

            return planes;
        }

        private static (double Red, double Green, double Blue, double Opacity) Average(ReadOnlySpan<byte> pixels, int bands)
        {
            double red = 0, green = 0, blue = 0, opacity = 0;
            for (var at = 0; at < pixels.Length; at += bands)
            {
                var a = bands == 4 ? pixels[at + 3] / 255.0 : 1;
                red += a * pixels[at] / 255;
                green += a * pixels[at + 1] / 255;
                blue += a * pixels[at + 2] / 255;
                opacity += a;
            }

            return opacity > 0 ? (red / opacity, green / opacity, blue / opacity, opacity) : (0, 0, 0, 0);
        }
    }

    /// <summary>The lowest cosine coefficients of one plane: the average, and the others scaled into 0 to 1.</summary>
    private sealed record Spectrum(double Average, double[] Details, double Scale)
    {
        /// <summary>Computes the coefficients separably: each row for one horizontal frequency, then the column of sums for each vertical one.</summary>
        internal static Spectrum Compute(double[] plane, int width, int height, int across, int down)
        {
            var coefficients = new double[down, across];
            var rows = new double[height];
            for (var x = 0; x < across; x++)
            {
                var wave = Wave(width, x);
                for (var row = 0; row < height; row++)
                {
                    rows[row] = DotProduct(plane.AsSpan(row * width, width), wave);
                }

                for (var y = 0; x * down < across * (down - y); y++)
                {
                    coefficients[y, x] = DotProduct(rows, Wave(height, y)) / plane.Length;
                }
            }

            return From(coefficients, across, down);
        }

        private static Spectrum From(double[,] coefficients, int across, int down)
        {
            var details = new List<double>();
            for (var y = 0; y < down; y++)
            {
                for (var x = y == 0 ? 1 : 0; x * down < across * (down - y); x++)
                {
                    details.Add(coefficients[y, x]);
                }
            }

            var scale = details.Count == 0 ? 0 : details.Max(Math.Abs);
            return new Spectrum(coefficients[0, 0], [.. details.Select(detail => scale > 0 ? 0.5 + 0.5 / scale * detail : 0)], scale);
        }

        private static double[] Wave(int length, int frequency) =>
            [.. Enumerable.Range(0, length).Select(at => Math.Cos(Math.PI / length * frequency * (at + 0.5)))];

        private static double DotProduct(ReadOnlySpan<double> values, ReadOnlySpan<double> wave)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                sum += values[i] * wave[i];
            }

            return sum;
        }
    }
}
