using System.Numerics;

namespace Darkroom.Painter;

/// <summary>
/// Turns a canvas of any resolution into the full-size 8-bit image: brush marks, bloom, tone, vignette, grain, and a dither that
/// prevents banding in smooth skies.
/// </summary>
internal sealed class ImageExport(PixelSize size, ViewFrame frame, uint seed, Cores cores)
{
    private readonly byte[] _pixels = new byte[size.Width * size.Height * 3];

    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>Converts a canvas to pixels.</summary>
    /// <param name="stroke">The brush's width in scene units, by which edges are displaced.</param>
    /// <param name="grain">The strength of the paper's grain, 0 to 1.</param>
    public void Make(PaintBuffer canvas, float stroke, float grain, CancellationToken cancellationToken)
    {
        var bloom = Bloom.Apply(canvas, cores, cancellationToken);
        if (canvas.Width == size.Width)
        {
            Develop((x, y) => Brushed(canvas.Sample, bloom, x, y, stroke), grain, cancellationToken);
            return;
        }

        // A coarse pass has no details finer than its brush, so it is brushed at a medium resolution and enlarged, at a third of the cost.
        var middle = Math.Max(2, size.Width / canvas.Width / 3);
        var brushed = new PaintBuffer((size.Width + middle - 1) / middle, (size.Height + middle - 1) / middle, frame, cores);
        brushed.Paint((x, y, _) => Brushed(canvas.SampleSmooth, bloom, x, y, stroke), cancellationToken);
        Develop(brushed.Sample, grain, cancellationToken);
    }

    private void Develop(Func<float, float, Vector3> paint, float grain, CancellationToken cancellationToken)
    {
        var (texelX, texelY) = (frame.Width / size.Width, frame.Height / size.Height);
        cores.Paint(0, size.Height, size.Width, DevelopRow, cancellationToken);

        void DevelopRow(int row)
        {
            var y = (row + 0.5f) * texelY;
            for (var column = 0; column < size.Width; column++)
            {
                var colour = paint((column + 0.5f) * texelX, y);
                Write(((row * size.Width) + column) * 3, colour, grain <= 0f ? 0f : Grain(column, row) * grain, column, row);
            }
        }
    }

    private Vector3 Brushed(Func<float, float, Vector3> paint, PaintBuffer bloom, float x, float y, float stroke)
    {
        var (dragX, dragY, bristle) = Stroke(x, y, stroke);
        var colour = paint(x + dragX, y + dragY) + (bloom.Sample(x, y) * 0.2f);
        return colour * ((1f + (bristle * 0.03f)) * Vignette(x, y));
    }

    private (float X, float Y, float Bristle) Stroke(float x, float y, float stroke)
    {
        // The direction of strokes varies slowly, so that neighbouring strokes are similar but not parallel everywhere.
        var lean = Noise.At(x * 1.6f, y * 1.6f, seed) * 0.4f;
        var (along, across) = (x + (y * lean), y - (x * lean));
        var mark = Noise.At(along * 0.13f / stroke, across * 0.42f / stroke, seed + 1);
        return (mark * stroke * 0.5f, mark * stroke * -0.3f, mark);
    }

    private float Vignette(float x, float y)
    {
        var (u, v) = ((x / frame.Width) - 0.5f, (y / frame.Height) - 0.5f);
        var corner = ((u * u) + (v * v)) * 2f;
        return 1.03f - (0.3f * corner * corner) - (0.08f * corner);
    }

    private float Grain(int column, int row)
    {
        var coarse = Noise.Cell(column >> 1, row >> 1, seed + 2) - 0.5f;
        return ((Noise.Cell(column, row, seed + 3) - 0.5f) * 0.75f) + (coarse * 0.45f);
    }

    private void Write(int at, Vector3 colour, float grain, int column, int row)
    {
        // Compress highlights instead of clipping them, so that glare approaches white gradually.
        var (r, g, b) = (Tone(colour.X), Tone(colour.Y), Tone(colour.Z));
        var level = (r + g + b) * (1f / 3f);
        var visible = grain * (0.055f - (0.03f * level));
        var dither = Noise.Hash(column, row, seed + 4);
        _pixels[at] = Level(r + visible, dither & 255);
        _pixels[at + 1] = Level(g + visible, (dither >> 8) & 255);
        _pixels[at + 2] = Level(b + visible, (dither >> 16) & 255);
    }

    private static float Tone(float light)
    {
        var encoded = MathF.Sqrt(MathF.Max(0f, light));
        if (encoded > 0.8f)
        {
            var over = encoded - 0.8f;
            encoded = 0.8f + (over / (1f + (over * 2.6f)) * 1.12f);
        }

        // A slight S-curve around the middle grey increases contrast.
        return encoded + (0.12f * encoded * (1f - encoded) * ((encoded * 2f) - 0.9f));
    }

    private static byte Level(float value, uint dither) =>
        (byte)MathF.Max(0f, MathF.Min(255f, (value * 255f) + (dither * (1f / 256f))));
}
