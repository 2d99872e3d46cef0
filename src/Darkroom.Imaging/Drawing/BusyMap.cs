namespace Darkroom.Imaging.Drawing;

/// <summary>
/// How busy the parts of an image are: edges, and colours that differ from their surroundings and from the whole image, as a subject does
/// (R. Achanta et al., "Frequency-tuned Salient Region Detection", 2009). Computed from a small copy.
/// </summary>
public sealed class BusyMap
{
    /// <summary>The longer edge of the small copy in pixels.</summary>
    private const int Edge = 96;

    /// <summary>The edge of the square that a pixel is compared with, as a share of the small copy's longer edge.</summary>
    private const double Surroundings = 0.3;

    /// <summary>The mean square of an image in which there is nothing to keep free.</summary>
    private const double Calm = 0.004;

    /// <summary>How much the difference of pixels beside each other counts: 4 is about that of an edge.</summary>
    private const double Detail = 4;

    /// <summary>The distance from a focal point at which it counts a third, as a share of the longer edge.</summary>
    private const double FocusReach = 0.16;

    /// <summary>About the memory that a map takes.</summary>
    public const int Bytes = (Edge + 1) * (Edge + 1) * sizeof(double);

    private readonly int _width;
    private readonly int _height;
    private readonly double _scaleX;
    private readonly double _scaleY;

    /// <summary>Sums of the squares of all cells above and to the left.</summary>
    private readonly double[] _sums;

    private BusyMap(Pixels image, Pixels small, FocusPoint? focus)
    {
        (_width, _height) = (small.Width, small.Height);
        (_scaleX, _scaleY) = ((double)_width / image.Width, (double)_height / image.Height);
        var busy = Saliency(small);
        AddEdges(small, busy);
        AddDetail(image, busy);
        if (focus is { } point)
        {
            AddFocus(busy, point);
        }

        _sums = new double[(_width + 1) * (_height + 1)];
        for (var y = 0; y < _height; y++)
        {
            var row = 0.0;
            for (var x = 0; x < _width; x++)
            {
                var value = busy[(y * _width) + x];
                row += value * value;
                _sums[((y + 1) * (_width + 1)) + x + 1] = _sums[(y * (_width + 1)) + x + 1] + row;
            }
        }
    }

    /// <summary>Analyses an image.</summary>
    /// <param name="image">The pixels, without alpha.</param>
    /// <param name="focus">A point in the image that must be kept free; null for none.</param>
    public static BusyMap Create(Pixels image, FocusPoint? focus)
    {
        ArgumentNullException.ThrowIfNull(image);
        var scale = Math.Min(1, (double)Edge / Math.Max(image.Width, image.Height));
        var small = Photo.Shrink(image, Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        return new BusyMap(image, small, focus);
    }

    /// <summary>Returns how much of what there is to see in the image lies in areas: 0 for nothing, near 1 for almost all.</summary>
    /// <param name="areas">Areas that do not overlap, in the pixels of the image.</param>
    public double ShareIn(params ReadOnlySpan<PixelArea> areas)
    {
        var sum = 0.0;
        foreach (var area in areas)
        {
            sum += SumIn(area);
        }

        // Prevents noise in a uniform image from deciding the place.
        return Math.Sqrt(Math.Max(0, sum) / (_sums[^1] + (Calm * _width * _height)));
    }

    private double SumIn(PixelArea area)
    {
        var left = Math.Clamp((int)(area.X * _scaleX), 0, _width - 1);
        var top = Math.Clamp((int)(area.Y * _scaleY), 0, _height - 1);
        var right = Math.Clamp((int)Math.Ceiling(area.Right * _scaleX), left + 1, _width);
        var bottom = Math.Clamp((int)Math.Ceiling(area.Bottom * _scaleY), top + 1, _height);
        var across = _width + 1;
        return _sums[(bottom * across) + right] - _sums[(top * across) + right] - _sums[(bottom * across) + left] + _sums[(top * across) + left];
    }

    /// <summary>Returns for each pixel how much its colour differs from its surroundings and from the whole image, 0 to 0.6.</summary>
    private double[] Saliency(Pixels small)
    {
        var count = _width * _height;
        var total = new double[count];
        var radius = Math.Max(2, (int)(Math.Max(_width, _height) * Surroundings / 2));
        for (var band = 0; band < 3; band++)
        {
            var channel = new double[count];
            for (var at = 0; at < count; at++)
            {
                channel[at] = Opponent(small.Data.AsSpan(at * 3, 3), band);
            }

            var (mean, local) = (channel.Average(), Blur(channel, radius));
            for (var at = 0; at < count; at++)
            {
                var (fromAll, fromLocal) = (channel[at] - mean, channel[at] - local[at]);
                total[at] += ((fromAll * fromAll) + (fromLocal * fromLocal)) / 2;
            }
        }

        for (var at = 0; at < count; at++)
        {
            total[at] = Math.Min(0.6, Math.Sqrt(total[at]) * 1.2);
        }

        return total;
    }

    /// <summary>Returns lightness, red against green, or yellow against blue, each about 0 to 1.</summary>
    private static double Opponent(ReadOnlySpan<byte> pixel, int band) => band switch
    {
        0 => ((0.3 * pixel[0]) + (0.59 * pixel[1]) + (0.11 * pixel[2])) / 255,
        1 => (pixel[0] - pixel[1]) / 255.0,
        _ => (((pixel[0] + pixel[1]) / 2.0) - pixel[2]) / 255,
    };

    private double[] Blur(double[] channel, int radius)
    {
        var across = new double[channel.Length];
        var result = new double[channel.Length];
        for (var y = 0; y < _height; y++)
        {
            Means(channel, across, y * _width, 1, _width, radius);
        }

        for (var x = 0; x < _width; x++)
        {
            Means(across, result, x, _width, _height, radius);
        }

        return result;
    }

    /// <summary>Writes the means of a row's or column's neighbours.</summary>
    private static void Means(double[] from, double[] to, int start, int step, int count, int radius)
    {
        var sum = 0.0;
        for (var at = -radius; at < count; at++)
        {
            sum += at + radius < count ? from[start + ((at + radius) * step)] : 0;
            sum -= at - radius - 1 >= 0 ? from[start + ((at - radius - 1) * step)] : 0;
            if (at >= 0)
            {
                to[start + (at * step)] = sum / (Math.Min(count - 1, at + radius) - Math.Max(0, at - radius) + 1);
            }
        }
    }

    private void AddEdges(Pixels small, double[] busy)
    {
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var across = Light(x + 1, y) - Light(x - 1, y);
                var down = Light(x, y + 1) - Light(x, y - 1);
                busy[(y * _width) + x] += Math.Min(0.4, Math.Sqrt((across * across) + (down * down)));
            }
        }

        double Light(int x, int y)
        {
            var at = ((Math.Clamp(y, 0, _height - 1) * _width) + Math.Clamp(x, 0, _width - 1)) * 3;
            return Opponent(small.Data.AsSpan(at, 3), 0);
        }
    }

    /// <summary>Adds what the small copy averages away: leaves, faces in a crowd, letters.</summary>
    private void AddDetail(Pixels image, double[] busy)
    {
        var sums = new int[busy.Length];
        var counts = new int[busy.Length];
        for (var y = 0; y < image.Height; y += 2)
        {
            var row = image.Data.AsSpan(y * image.Width * 3, image.Width * 3);
            var cells = Math.Min(_height - 1, (int)(y * _scaleY)) * _width;
            for (var x = 2; x < image.Width; x += 2)
            {
                // Green is most of the lightness.
                var cell = cells + Math.Min(_width - 1, (int)(x * _scaleX));
                sums[cell] += Math.Abs(row[(x * 3) + 1] - row[(x * 3) - 5]);
                counts[cell]++;
            }
        }

        for (var at = 0; at < busy.Length; at++)
        {
            busy[at] += Math.Min(0.4, sums[at] / (255.0 / Detail) / Math.Max(1, counts[at]));
        }
    }

    private void AddFocus(double[] busy, FocusPoint focus)
    {
        var reach = Math.Max(_width, _height) * FocusReach;
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var (across, down) = ((x - (focus.X * _width)) / reach, (y - (focus.Y * _height)) / reach);
                busy[(y * _width) + x] += Math.Exp(-((across * across) + (down * down)));
            }
        }
    }
}
