namespace Darkroom.Imaging.Drawing;

/// <summary>A small copy of an image in the channels that eyes compare: light, red against green, and yellow against blue.</summary>
internal sealed class SmallImage
{
    internal SmallImage(Pixels pixels)
    {
        (Width, Height) = (pixels.Width, pixels.Height);
        Channels = [.. Enumerable.Range(0, 3).Select(_ => new double[Width * Height])];
        for (var at = 0; at < Width * Height; at++)
        {
            var (red, green, blue) = (pixels.Data[at * 3], pixels.Data[(at * 3) + 1], pixels.Data[(at * 3) + 2]);
            Channels[0][at] = ((0.3 * red) + (0.59 * green) + (0.11 * blue)) / 255;
            Channels[1][at] = (red - green) / 255.0;
            Channels[2][at] = (((red + green) / 2.0) - blue) / 255;
        }
    }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>The values of each channel, each about 0 to 1, row by row.</summary>
    internal double[][] Channels { get; }

    /// <summary>Replaces each value with the mean of the square around it.</summary>
    internal double[] Blur(double[] channel, int radius)
    {
        var across = new double[channel.Length];
        var result = new double[channel.Length];
        for (var y = 0; y < Height; y++)
        {
            Means(channel, across, y * Width, 1, Width, radius);
        }

        for (var x = 0; x < Width; x++)
        {
            Means(across, result, x, Width, Height, radius);
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
}
