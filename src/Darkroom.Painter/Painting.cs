using Darkroom.Painter.Layers;

namespace Darkroom.Painter;

/// <summary>
/// A painting in progress. The same prompt, size and seed yield the same bytes in every pass, on every machine. Each pass paints the whole image
/// again on a finer canvas, so an early pass is a coarse version of the finished image. The first pass also has less contrast, because through a
/// blur it would look like the second one. Not thread-safe. Uses up to about 20 bytes per pixel.
/// </summary>
internal sealed class Painting
{
    private const float FirstContrast = 0.75f;

    // The number of image pixels per canvas pixel along an edge, and the brush's width in canvas pixels for an image of 1024 x 1024.
    private static readonly (int Divisor, float Stroke, float Grain)[] s_passes =
        [(16, 1.1f, 0f), (7, 1.3f, 0.2f), (3, 1.6f, 0.5f), (1, 1.7f, 1f)];

    private readonly PixelSize _size;
    private readonly ViewFrame _frame;
    private readonly Cores _cores;
    private readonly ImageExport _print;
    private readonly IReadOnlyList<ILayer> _layers;

    /// <param name="size">The size, with 64 to 2048 pixels along each edge.</param>
    /// <param name="cores">The cores to paint on; null to use only the calling thread.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge is too short or too long.</exception>
    public Painting(string prompt, PixelSize size, long seed, Cores? cores = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(size.Width, size.Height), 64, nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(size.Width, size.Height), 2048, nameof(size));
        (_size, _frame, _cores) = (size, ViewFrame.From(size), cores ?? new Cores(1));
        var reading = PromptReading.Read(prompt);
        var deal = new SceneRandom(reading.Hash, seed);
        _print = new ImageExport(size, _frame, deal.Dice().Seed(), _cores);
        _layers = Composer.Compose(Scene.From(reading, deal), _frame, deal);
    }

    /// <summary>The number of passes: three intermediate states and the finished image.</summary>
    public int Passes { get; } = s_passes.Length;

    /// <summary>The pixels after the last pass in 8-bit sRGB, red, green, blue, row by row; black before the first pass.</summary>
    public ReadOnlyMemory<byte> Pixels => _print.Pixels;

    /// <summary>Paints a pass. After cancellation <see cref="Pixels"/> may contain parts of two passes.</summary>
    /// <param name="pass">The pass, 0 to <see cref="Passes"/> - 1, in order.</param>
    public void Paint(int pass, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pass);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pass, Passes);
        _cores.Work(() => Print(pass, cancellationToken));
    }

    private void Print(int pass, CancellationToken cancellationToken)
    {
        var (divisor, stroke, grain) = s_passes[pass];
        var canvas = new PaintBuffer(Divided(_size.Width, divisor), Divided(_size.Height, divisor), _frame, _cores);
        foreach (var layer in _layers)
        {
            layer.Paint(canvas, cancellationToken);
        }

        if (pass == 0)
        {
            canvas.Mute(FirstContrast);
        }

        _print.Make(canvas, stroke * divisor / 1024f, grain, cancellationToken);
    }

    private static int Divided(int edge, int divisor) => Math.Max(6, (edge + divisor - 1) / divisor);
}
