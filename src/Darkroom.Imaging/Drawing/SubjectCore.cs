namespace Darkroom.Imaging.Drawing;

/// <summary>
/// Finds the core of an image's subject: what has a colour that no part of the image's sides has (Y. Wei et al., "Geodesic Saliency Using
/// Background Priors", 2012), even if it is plain and all around it is busy.
/// </summary>
internal static class SubjectCore
{
    /// <summary>The radius of each of the two filters that average small detail before colours are compared, as a share of the longer edge.</summary>
    private const double BlurShare = 0.03;

    /// <summary>The depth of a side, as a share of the shorter edge.</summary>
    private const double SideDepth = 0.08;

    /// <summary>The parts of each side: a horizon reaches a side somewhere.</summary>
    private const int SideParts = 6;

    /// <summary>The difference from all sides at which something is a subject: below it, an image is a view.</summary>
    private const double Striking = 0.16;

    /// <summary>The share of the largest value from which on a place belongs to the core.</summary>
    private const double From = 0.5;

    /// <summary>What covers more than this share of an image is a part of the scene, not a subject.</summary>
    private const double Largest = 0.45;

    /// <summary>Returns for each pixel how much it belongs to the core, 0 to 1; 0 everywhere if there is no subject.</summary>
    internal static double[] Find(SmallImage image)
    {
        var differences = Differences(image);
        var core = Strongest(differences);
        return differences.Max() < Striking || core.Count(value => value > 0) > core.Length * Largest ? new double[core.Length] : core;
    }

    /// <summary>Returns how much values above half of the largest exceed that, 0 to 1.</summary>
    internal static double[] Strongest(double[] values)
    {
        var largest = values.Max();
        return Array.ConvertAll(values, value => largest == 0 ? 0 : Math.Max(0, (value - (largest * From)) / (largest * (1 - From))));
    }

    /// <summary>Returns how much the colour of each pixel differs from the mean colour of the part of a side that it is most like.</summary>
    private static double[] Differences(SmallImage image)
    {
        var radius = Math.Max(1, (int)(Math.Max(image.Width, image.Height) * BlurShare));
        double[][] channels = [.. image.Channels.Select(channel => image.Blur(image.Blur(channel, radius), radius))];
        double[][] sides = [.. Sides(image.Width, image.Height).Select(side => channels.Select(channel => MeanIn(channel, image.Width, side)).ToArray())];
        var differences = new double[image.Width * image.Height];
        for (var at = 0; at < differences.Length; at++)
        {
            var least = double.MaxValue;
            foreach (var side in sides)
            {
                var (light, red, yellow) = (channels[0][at] - side[0], channels[1][at] - side[1], channels[2][at] - side[2]);
                least = Math.Min(least, (light * light) + (red * red) + (yellow * yellow));
            }

            differences[at] = Math.Sqrt(least);
        }

        return differences;
    }

    private static IEnumerable<PixelArea> Sides(int width, int height)
    {
        var depth = Math.Max(1, (int)(Math.Min(width, height) * SideDepth));
        for (var part = 0; part < SideParts; part++)
        {
            var (left, top) = (width * part / SideParts, height * part / SideParts);
            var (across, down) = (Math.Max(1, (width * (part + 1) / SideParts) - left), Math.Max(1, (height * (part + 1) / SideParts) - top));
            yield return new PixelArea(left, 0, across, depth);
            yield return new PixelArea(left, height - depth, across, depth);
            yield return new PixelArea(0, top, depth, down);
            yield return new PixelArea(width - depth, top, depth, down);
        }
    }

    private static double MeanIn(double[] values, int width, PixelArea area)
    {
        var sum = 0.0;
        for (var y = area.Y; y < area.Bottom; y++)
        {
            for (var x = area.X; x < area.Right; x++)
            {
                sum += values[(y * width) + x];
            }
        }

        return sum / (area.Width * area.Height);
    }
}
