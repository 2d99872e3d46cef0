namespace Darkroom.Imaging.Drawing;

/// <summary>Reduces text that was drawn larger by a whole factor.</summary>
/// <param name="Scale">The factor.</param>
/// <param name="Line">A row of the large text that falls between two pixels of the small one.</param>
internal readonly record struct Supersampling(int Scale, int Line)
{
    /// <summary>Returns the pixels of the small text that an area of the large one touches.</summary>
    internal PixelArea AreaOf(int left, int top, int width, int height)
    {
        var phase = Line % Scale;
        var (x, y) = (Floor(left), Floor(top - phase));
        return new PixelArea(x, y, -Floor(-(left + width)) - x, -Floor(-(top - phase + height)) - y);
    }

    /// <summary>Averages squares of pixels, weighted by their alpha.</summary>
    /// <param name="large">Pixels with alpha.</param>
    /// <param name="left">The place of the large text, as for <see cref="AreaOf"/>.</param>
    /// <param name="top">As <paramref name="left"/>.</param>
    /// <param name="area">What <see cref="AreaOf"/> returned.</param>
    internal Pixels Reduce(Pixels large, int left, int top, PixelArea area)
    {
        if (Scale == 1)
        {
            return large;
        }

        var sums = new int[area.Width * area.Height * 4];
        var (dx, dy) = (left - (area.X * Scale), top - (Line % Scale) - (area.Y * Scale));
        for (var y = 0; y < large.Height; y++)
        {
            var row = (y + dy) / Scale * area.Width;
            for (var x = 0; x < large.Width; x++)
            {
                var from = large.Data.AsSpan(((y * large.Width) + x) * 4, 4);
                var to = sums.AsSpan((row + ((x + dx) / Scale)) * 4, 4);
                int alpha = from[3];
                (to[0], to[1], to[2], to[3]) = (to[0] + (from[0] * alpha), to[1] + (from[1] * alpha), to[2] + (from[2] * alpha), to[3] + alpha);
            }
        }

        var small = new byte[sums.Length];
        for (var at = 0; at < sums.Length; at += 4)
        {
            if (sums[at + 3] is > 0 and var alpha)
            {
                (small[at], small[at + 1], small[at + 2]) = ((byte)(sums[at] / alpha), (byte)(sums[at + 1] / alpha), (byte)(sums[at + 2] / alpha));
                small[at + 3] = (byte)((alpha + (Scale * Scale / 2)) / (Scale * Scale));
            }
        }

        return new Pixels(area.Width, area.Height, 4, small);
    }

    private int Floor(int value) => (int)Math.Floor((double)value / Scale);
}
