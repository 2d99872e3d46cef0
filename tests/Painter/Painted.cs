using Darkroom.Painter;
using Xunit;

namespace Darkroom.Tests.Painter;

/// <summary>Finished images and coarse measures of them.</summary>
internal static class Painted
{
    private const int Cells = 16;

    public static byte[] Finished(string prompt, PixelSize size, long seed)
    {
        var painting = new Painting(prompt, size, seed);
        for (var pass = 0; pass < painting.Passes; pass++)
        {
            painting.Paint(pass, TestContext.Current.CancellationToken);
        }

        return painting.Pixels.ToArray();
    }

    public static IReadOnlyList<byte[]> States(string prompt, PixelSize size, long seed, Cores? cores = null)
    {
        var painting = new Painting(prompt, size, seed, cores);
        var states = new List<byte[]>();
        for (var pass = 0; pass < painting.Passes; pass++)
        {
            painting.Paint(pass, TestContext.Current.CancellationToken);
            states.Add(painting.Pixels.ToArray());
        }

        return states;
    }

    /// <summary>The image averaged to 16 x 16 cells.</summary>
    public static byte[] Thumbnail(byte[] image, PixelSize size)
    {
        var sums = new double[Cells * Cells * 3];
        var counts = new int[sums.Length];
        for (var i = 0; i < image.Length; i++)
        {
            var (pixel, channel) = (i / 3, i % 3);
            var cell = (((pixel / size.Width * Cells / size.Height) * Cells) + (pixel % size.Width * Cells / size.Width)) * 3;
            sums[cell + channel] += image[i];
            counts[cell + channel]++;
        }

        return [.. sums.Select((sum, i) => (byte)(sum / counts[i]))];
    }

    /// <summary>The mean difference of two images' levels, 0 to 255.</summary>
    public static double Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    /// <summary>The standard deviation of the levels.</summary>
    public static double Spread(byte[] image)
    {
        var mean = image.Average(level => (double)level);
        return Math.Sqrt(image.Average(level => (level - mean) * (level - mean)));
    }

    public static (double Red, double Green, double Blue, double Brightness) Mean(byte[] image)
    {
        var means = new double[3];
        for (var i = 0; i < image.Length; i++)
        {
            means[i % 3] += image[i] * 3.0 / image.Length;
        }

        return (means[0], means[1], means[2], means.Average());
    }
}
