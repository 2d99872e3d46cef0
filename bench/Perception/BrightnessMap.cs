using System.Runtime.CompilerServices;
using Darkroom.Imaging;

namespace Darkroom.Bench.Perception;

/// <summary>
/// The brightness of an image in 128 × 128 points. Two maps are compared in two ways: point by point, and by structure (SSIM), for which a
/// blurred image differs strongly from a sharp one.
/// </summary>
internal sealed class BrightnessMap
{
    private const int Edge = 128;
    private const int Window = 8;
    private const int Step = 4;
    private const double StabilizerMean = 0.01 * 255 * (0.01 * 255);
    private const double StabilizerSpread = 0.03 * 255 * (0.03 * 255);

    private readonly float[] _points = new float[Edge * Edge];

    /// <summary>Computes the map of a part of the screen.</summary>
    public BrightnessMap(byte[] rgb, int screenWidth, int screenHeight, Tile tile)
    {
        for (var y = 0; y < Edge; y++)
        {
            for (var x = 0; x < Edge; x++)
            {
                _points[(y * Edge) + x] = Average(rgb, screenWidth, Part(tile.X, tile.Width, x, screenWidth), Part(tile.Y, tile.Height, y, screenHeight));
            }
        }
    }

    /// <summary>Decodes a frame to interleaved pixels.</summary>
    public static async Task<byte[]> PixelsAsync(ImagePipeline pipeline, Frame frame, CancellationToken cancellationToken) =>
        await DecodeRgbAsync(pipeline, frame.Jpeg, new ImageLimits(), cancellationToken) is Outcome<byte[]>.Ok(var rgb)
            ? rgb
            : throw new InvalidDataException("A frame cannot be decoded.");

    /// <summary>Returns the mean absolute difference, 0 to 255.</summary>
    public double DifferenceFrom(BrightnessMap other)
    {
        var sum = 0.0;
        for (var i = 0; i < _points.Length; i++)
        {
            sum += Math.Abs(_points[i] - other._points[i]);
        }

        return sum / _points.Length;
    }

    /// <summary>Returns the structural similarity: 1 if identical, 0 or less if unrelated.</summary>
    public double SimilarityTo(BrightnessMap other)
    {
        var (sum, windows) = (0.0, 0);
        for (var y = 0; y + Window <= Edge; y += Step)
        {
            for (var x = 0; x + Window <= Edge; x += Step)
            {
                sum += SimilarityAt(other, x, y);
                windows++;
            }
        }

        return sum / windows;
    }

    // The method is internal. It decodes the browser's JPEG frames.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "DecodeRgbAsync")]
    private static extern Task<Outcome<byte[]>> DecodeRgbAsync(
        ImagePipeline pipeline, ReadOnlyMemory<byte> encoded, ImageLimits limits, CancellationToken cancellationToken);

    private static (int From, int To) Part(double at, double length, int index, int end)
    {
        var from = Math.Clamp((int)(at + (length * index / Edge)), 0, end - 1);
        return (from, Math.Clamp((int)(at + (length * (index + 1) / Edge)), from + 1, end));
    }

    private static float Average(byte[] rgb, int width, (int From, int To) columns, (int From, int To) rows)
    {
        var sum = 0f;
        for (var y = rows.From; y < rows.To; y++)
        {
            for (var x = columns.From; x < columns.To; x++)
            {
                var at = ((y * width) + x) * 3;
                sum += (0.299f * rgb[at]) + (0.587f * rgb[at + 1]) + (0.114f * rgb[at + 2]);
            }
        }

        return sum / ((columns.To - columns.From) * (rows.To - rows.From));
    }

    private double SimilarityAt(BrightnessMap other, int left, int top)
    {
        double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
        for (var y = top; y < top + Window; y++)
        {
            for (var x = left; x < left + Window; x++)
            {
                double one = _points[(y * Edge) + x], two = other._points[(y * Edge) + x];
                (a, b, aa, bb, ab) = (a + one, b + two, aa + (one * one), bb + (two * two), ab + (one * two));
            }
        }

        const int count = Window * Window;
        var (meanA, meanB) = (a / count, b / count);
        var (spreadA, spreadB, common) = ((aa / count) - (meanA * meanA), (bb / count) - (meanB * meanB), (ab / count) - (meanA * meanB));
        return ((2 * meanA * meanB) + StabilizerMean) * ((2 * common) + StabilizerSpread)
            / (((meanA * meanA) + (meanB * meanB) + StabilizerMean) * (spreadA + spreadB + StabilizerSpread));
    }
}
