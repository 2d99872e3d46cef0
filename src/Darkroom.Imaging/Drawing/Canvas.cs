namespace Darkroom.Imaging.Drawing;

/// <summary>The side where a gradient is strongest.</summary>
public enum Edge
{
    Left,
    Top,
    Right,
    Bottom,
}

/// <summary>
/// An opaque drawing surface. Drawn pixels can be read back, so that a colour can be chosen that is readable on them. Everything outside
/// is clipped. The same calls give the same pixels.
/// </summary>
public sealed class Canvas
{
    private const int Opaque = 256;

    private readonly byte[] _data;

    /// <exception cref="ArgumentOutOfRangeException">An edge is not 1 to 16,383 pixels.</exception>
    public Canvas(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(width is >= 1 and <= 16_383, true, nameof(width));
        ArgumentOutOfRangeException.ThrowIfNotEqual(height is >= 1 and <= 16_383, true, nameof(height));
        Area = new PixelArea(0, 0, width, height);
        _data = new byte[width * height * 3];
    }

    public PixelArea Area { get; }

    /// <summary>The current pixels. Shared, not copied: later drawing changes them.</summary>
    public Pixels Pixels => new(Area.Width, Area.Height, 3, _data);

    /// <summary>Draws an image at a position, blended by its alpha channel if there is one.</summary>
    public void Draw(Pixels pixels, int x, int y)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var visible = new PixelArea(x, y, pixels.Width, pixels.Height).Intersect(Area);
        for (var row = visible.Y; row < visible.Bottom; row++)
        {
            var from = pixels.Data.AsSpan((((row - y) * pixels.Width) + visible.X - x) * pixels.Bands, visible.Width * pixels.Bands);
            var to = Row(row, visible.X, visible.Width);
            if (pixels.Bands == 3)
            {
                from.CopyTo(to);
            }
            else
            {
                BlendRow(from, to);
            }
        }
    }

    /// <summary>Fills a rectangle, with rounded corners if a radius is given.</summary>
    /// <param name="area">The rectangle.</param>
    /// <param name="colour">The fill colour.</param>
    /// <param name="opacity">The opacity, 0 to 1.</param>
    /// <param name="radius">The radius of the corners in pixels.</param>
    public void Fill(PixelArea area, Rgb colour, double opacity = 1, int radius = 0)
    {
        var round = Math.Clamp(radius, 0, Math.Min(area.Width, area.Height) / 2);
        var visible = area.Intersect(Area);
        for (var y = visible.Y; y < visible.Bottom; y++)
        {
            var inRow = Math.Min(y - area.Y, area.Bottom - 1 - y);
            var full = Weight(opacity);
            if (inRow >= round)
            {
                BlendRow(Row(y, visible.X, visible.Width), colour, full);
                continue;
            }

            for (var x = visible.X; x < visible.Right; x++)
            {
                var inColumn = Math.Min(x - area.X, area.Right - 1 - x);
                var weight = inRow < round && inColumn < round ? Weight(opacity * Coverage(round, inColumn, inRow)) : full;
                Blend(At(x, y), colour, weight);
            }
        }
    }

    /// <summary>Draws a frame along the inside of the area.</summary>
    public void Outline(PixelArea area, int thickness, Rgb colour)
    {
        Fill(area with { Height = thickness }, colour);
        Fill(area with { Y = area.Bottom - thickness, Height = thickness }, colour);
        Fill(area with { Y = area.Y + thickness, Width = thickness, Height = area.Height - (2 * thickness) }, colour);
        Fill(area with { X = area.Right - thickness, Y = area.Y + thickness, Width = thickness, Height = area.Height - (2 * thickness) }, colour);
    }

    /// <summary>Maps lightness to a gradient from dark over middle to light. Towards one edge only the dark part of the gradient is used.</summary>
    /// <param name="tones">The colours of the gradient.</param>
    /// <param name="darkest">The edge where the image is darkest.</param>
    /// <param name="share">The part of the gradient that is used there, 0 to 1; all of it at the other edge.</param>
    /// <param name="solid">The distance from that edge, 0 to 1, up to which only that part is used; beyond it, it eases to the full gradient.</param>
    public void Tone((Rgb Dark, Rgb Middle, Rgb Light) tones, Edge darkest, double share, double solid)
    {
        var table = new Rgb[256];
        for (var level = 0; level < 256; level++)
        {
            table[level] = ToneAt(tones, level / 255.0);
        }

        var falloff = Falloffs(Area, darkest, solid);
        var sideways = darkest is Edge.Left or Edge.Right;
        for (var y = 0; y < Area.Height; y++)
        {
            for (var x = 0; x < Area.Width; x++)
            {
                var pixel = At(x, y);
                var level = ((pixel[0] * 54) + (pixel[1] * 183) + (pixel[2] * 19)) >> 8;
                var colour = table[(int)(level * (1 - ((1 - share) * falloff[sideways ? x : y])))];
                (pixel[0], pixel[1], pixel[2]) = (colour.Red, colour.Green, colour.Blue);
            }
        }
    }

    /// <summary>Returns the colour at a position, 0 to 1, of the gradient from dark over middle to light.</summary>
    public static Rgb ToneAt((Rgb Dark, Rgb Middle, Rgb Light) tones, double position) =>
        position < 0.5 ? tones.Dark.Mix(tones.Middle, position * 2) : tones.Middle.Mix(tones.Light, (position * 2) - 1);

    /// <summary>Returns the falloff of each column, or row, of an area.</summary>
    private static double[] Falloffs(PixelArea area, Edge strongest, double solid)
    {
        var steps = new double[strongest is Edge.Left or Edge.Right ? area.Width : area.Height];
        for (var step = 0; step < steps.Length; step++)
        {
            var distance = (step + 0.5) / steps.Length;
            steps[step] = Falloff(strongest is Edge.Left or Edge.Top ? distance : 1 - distance, solid);
        }

        return steps;
    }

    /// <summary>Returns the mean colour of an area within the canvas; black if it is empty.</summary>
    public Rgb Mean(PixelArea cell)
    {
        var (red, green, blue) = (0, 0, 0);
        for (var y = cell.Y; y < cell.Bottom; y++)
        {
            var row = Row(y, cell.X, cell.Width);
            for (var at = 0; at < row.Length; at += 3)
            {
                (red, green, blue) = (red + row[at], green + row[at + 1], blue + row[at + 2]);
            }
        }

        var count = Math.Max(1, cell.Width * cell.Height);
        return new Rgb((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }

    internal Span<byte> Row(int y, int x, int width) => _data.AsSpan(((y * Area.Width) + x) * 3, width * 3);

    private Span<byte> At(int x, int y) => _data.AsSpan(((y * Area.Width) + x) * 3, 3);

    private static int Weight(double opacity) => (int)Math.Round(Math.Clamp(opacity, 0, 1) * Opaque);

    internal static void Blend(Span<byte> pixel, Rgb colour, int weight)
    {
        pixel[0] = (byte)(pixel[0] + (((colour.Red - pixel[0]) * weight) >> 8));
        pixel[1] = (byte)(pixel[1] + (((colour.Green - pixel[1]) * weight) >> 8));
        pixel[2] = (byte)(pixel[2] + (((colour.Blue - pixel[2]) * weight) >> 8));
    }

    /// <summary>Blends one colour into a whole row; an opaque colour is copied.</summary>
    private static void BlendRow(Span<byte> row, Rgb colour, int weight)
    {
        if (row.IsEmpty || weight == 0)
        {
            return;
        }

        if (weight < Opaque)
        {
            for (var at = 0; at + 2 < row.Length; at += 3)
            {
                Blend(row.Slice(at, 3), colour, weight);
            }

            return;
        }

        (row[0], row[1], row[2]) = (colour.Red, colour.Green, colour.Blue);
        for (var done = 3; done < row.Length; done *= 2)
        {
            row[..Math.Min(done, row.Length - done)].CopyTo(row[done..]);
        }
    }

    private static void BlendRow(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int at = 0, target = 0; at < from.Length; at += 4, target += 3)
        {
            var alpha = from[at + 3];
            if (alpha != 0)
            {
                Blend(to.Slice(target, 3), new Rgb(from[at], from[at + 1], from[at + 2]), alpha + (alpha >> 7));
            }
        }
    }

    /// <summary>Returns how much of a corner pixel lies inside the circle, 0 to 1.</summary>
    private static double Coverage(int radius, int fromSide, int fromEnd)
    {
        var (across, down) = (radius - fromSide - 0.5, radius - fromEnd - 0.5);
        return Math.Clamp(radius - Math.Sqrt((across * across) + (down * down)) + 0.5, 0, 1);
    }

    /// <summary>Returns the strength at a distance, 0 to 1. Eased at both ends: a linear ramp would show as an edge where it begins.</summary>
    private static double Falloff(double distance, double solid)
    {
        var rest = distance <= solid ? 1 : (1 - distance) / (1 - solid);
        return rest * rest * (3 - (2 * rest));
    }
}
