using System.Numerics;

namespace Darkroom.Painter;

/// <summary>The glow around very bright paint: a small, strongly blurred copy of everything above a brightness threshold.</summary>
internal static class Bloom
{
    private const int LongEdge = 96;

    public static PaintBuffer Apply(PaintBuffer source, Cores cores, CancellationToken cancellationToken)
    {
        var scale = MathF.Min(1f, (float)LongEdge / Math.Max(source.Width, source.Height));
        var bloom = new PaintBuffer(
            Math.Max(2, (int)(source.Width * scale)), Math.Max(2, (int)(source.Height * scale)), source.Frame, cores);
        bloom.Paint((x, y, _) => Glare(source, x, y, bloom.Texel), cancellationToken);
        var blurred = new PaintBuffer(bloom.Width, bloom.Height, source.Frame, cores);
        for (var round = 0; round < 2; round++)
        {
            Blur(bloom, blurred, 1, 0, cancellationToken);
            Blur(blurred, bloom, 0, 1, cancellationToken);
        }

        return bloom;
    }

    private static Vector3 Glare(PaintBuffer source, float x, float y, float cell)
    {
        var sum = Vector3.Zero;
        for (var i = 0; i < 9; i++)
        {
            var colour = source.Sample(x + (((i % 3) - 1) * cell * 0.33f), y + (((i / 3) - 1) * cell * 0.33f));
            sum += colour * Curves.Step(0.35f, 1.1f, Colour.Brightness(colour));
        }

        return sum * (1f / 9f);
    }

    private static void Blur(PaintBuffer from, PaintBuffer to, int stepX, int stepY, CancellationToken cancellationToken)
    {
        const int Reach = 5;
        to.Paint(
            (x, y, _) =>
            {
                var sum = Vector3.Zero;
                for (var i = -Reach; i <= Reach; i++)
                {
                    sum += from.Sample(x + (i * stepX * from.Texel), y + (i * stepY * from.Texel)) * (Reach + 1 - Math.Abs(i));
                }

                return sum * (1f / ((Reach + 1) * (Reach + 1)));
            },
            cancellationToken);
    }
}
