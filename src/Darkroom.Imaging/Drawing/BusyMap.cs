namespace Darkroom.Imaging.Drawing;

/// <summary>
/// How busy the parts of an image are: edges, and colours that differ from their surroundings and from the whole image, as a subject does
/// (R. Achanta et al., "Frequency-tuned Salient Region Detection", 2009). The core of the subject is known apart from that: it may be the calmest
/// part. Computed from a small copy.
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

    /// <summary>The mean square up to which an image without a subject is calm enough for texts anywhere.</summary>
    private const double CalmEverywhere = 0.03;

    /// <summary>About the memory that a map takes.</summary>
    public const int Bytes = (Edge + 1) * (Edge + 1) * 2 * sizeof(double);

    private readonly int _width;
    private readonly int _height;
    private readonly double _scaleX;
    private readonly double _scaleY;

    /// <summary>The squares of what there is to see.</summary>
    private readonly SumTable _squares;

    /// <summary>The core of the subject.</summary>
    private readonly SumTable _core;

    private BusyMap(Pixels image, SmallImage small, FocusPoint? focus)
    {
        (_width, _height) = (small.Width, small.Height);
        (_scaleX, _scaleY) = ((double)_width / image.Width, (double)_height / image.Height);
        var busy = Saliency(small);
        AddEdges(small, busy);
        AddDetail(image, busy);
        var marked = focus is { } point ? Around(point) : null;
        for (var at = 0; at < busy.Length; at++)
        {
            busy[at] += marked?[at] ?? 0;
        }

        _squares = new SumTable(_width, Array.ConvertAll(busy, value => value * value));
        _core = new SumTable(_width, marked is null ? SubjectCore.Find(small) : SubjectCore.Strongest(marked));
    }

    /// <summary>True if there is no subject, and little detail anywhere.</summary>
    public bool IsCalm => _core.Total == 0 && _squares.Total < CalmEverywhere * _width * _height;

    /// <summary>Analyses an image.</summary>
    /// <param name="image">The pixels, without alpha.</param>
    /// <param name="focus">A point in the image that must be kept free; null for none.</param>
    public static BusyMap Create(Pixels image, FocusPoint? focus)
    {
        ArgumentNullException.ThrowIfNull(image);
        var scale = Math.Min(1, (double)Edge / Math.Max(image.Width, image.Height));
        var small = Photo.Shrink(image, Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        return new BusyMap(image, new SmallImage(small), focus);
    }

    /// <summary>Returns how much of what there is to see in the image lies in areas: 0 for nothing, near 1 for almost all.</summary>
    /// <param name="areas">Areas that do not overlap, in the pixels of the image.</param>
    public double ShareIn(params ReadOnlySpan<PixelArea> areas)
    {
        // Prevents noise in a uniform image from deciding the place.
        return Math.Sqrt(Math.Max(0, SumIn(_squares, areas)) / (_squares.Total + (Calm * _width * _height)));
    }

    /// <summary>Returns the share of the subject's core that lies in areas, 0 to 1: of what a person marked, else of the most striking part; 0 if there is none.</summary>
    /// <param name="areas">As for <see cref="ShareIn"/>.</param>
    public double CoreIn(params ReadOnlySpan<PixelArea> areas) => _core.Total > 0 ? Math.Clamp(SumIn(_core, areas) / _core.Total, 0, 1) : 0;

    private double SumIn(SumTable table, ReadOnlySpan<PixelArea> areas)
    {
        var sum = 0.0;
        foreach (var area in areas)
        {
            sum += table.In(
                (int)(area.X * _scaleX), (int)(area.Y * _scaleY), (int)Math.Ceiling(area.Right * _scaleX), (int)Math.Ceiling(area.Bottom * _scaleY));
        }

        return sum;
    }

    /// <summary>Returns for each pixel how much its colour differs from its surroundings and from the whole image, 0 to 0.6.</summary>
    private double[] Saliency(SmallImage small)
    {
        var count = _width * _height;
        var total = new double[count];
        var radius = Math.Max(2, (int)(Math.Max(_width, _height) * Surroundings / 2));
        foreach (var channel in small.Channels)
        {
            var (mean, local) = (channel.Average(), small.Blur(channel, radius));
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

    private void AddEdges(SmallImage small, double[] busy)
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

        double Light(int x, int y) => small.Channels[0][(Math.Clamp(y, 0, _height - 1) * _width) + Math.Clamp(x, 0, _width - 1)];
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

    /// <summary>Returns how close each pixel is to a point, 0 to 1.</summary>
    private double[] Around(FocusPoint point)
    {
        var close = new double[_width * _height];
        var reach = Math.Max(_width, _height) * FocusReach;
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var (across, down) = ((x - (point.X * _width)) / reach, (y - (point.Y * _height)) / reach);
                close[(y * _width) + x] = Math.Exp(-((across * across) + (down * down)));
            }
        }

        return close;
    }
}
