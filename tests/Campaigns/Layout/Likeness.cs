using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Campaigns.Layout;

/// <summary>Compares images by the mean colours of small cells, so that another font hinting or encoder is no difference.</summary>
internal static class Likeness
{
    private const int Across = 120;

    /// <summary>The mean difference of a channel, 0 to 255.</summary>
    internal static double Difference(Pixels one, Pixels other) => Differences(one, other).Average();

    /// <summary>The largest difference of a cell, 0 to 255, which shows moved text.</summary>
    internal static double Worst(Pixels one, Pixels other) => Differences(one, other).Max();

    private static IEnumerable<double> Differences(Pixels one, Pixels other)
    {
        var (first, second) = (Cells(one), Cells(other));
        Assert.Equal(first.Length, second.Length);
        return first.Zip(second, (a, b) => Math.Abs(a - b));
    }

    private static double[] Cells(Pixels image)
    {
        var down = (int)Math.Round((double)Across * image.Height / image.Width);
        var small = Photo.Shrink(image, Across, down);
        return [.. small.Data.Select(channel => (double)channel)];
    }
}
