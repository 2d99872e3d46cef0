using Darkroom.Imaging;
using Spectre.Console;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>
/// The lines above the progress bars in which images develop. They are reserved once; afterwards an image is drawn from the first line of the bars,
/// which is where Spectre.Console puts the cursor before it writes.
/// </summary>
/// <param name="ratio">The width of an image divided by its height, in pixels.</param>
internal sealed class ImageArea(
    IAnsiConsole console, ITerminalImages images, ImagePipeline pipeline, TerminalFeatures terminal, int count, double ratio)
{
    /// <summary>Lines that are not for images or bars: a message, and the prompt of the shell.</summary>
    private const int OtherLines = 3;

    private readonly ReadOnlyMemory<byte>[] _newest = new ReadOnlyMemory<byte>[count];
    private (int Width, int Height) _size;
    private ImageGrid? _grid;

    private double CellRatio => (double)terminal.CellHeight / terminal.CellWidth;

    /// <summary>Reserves the lines, before the bars are shown.</summary>
    /// <param name="size">The size of the terminal in characters.</param>
    public void Reserve((int Width, int Height) size)
    {
        _size = size;

        // The last column stays free: a cursor that was to be after it is somewhere else on every terminal. Each image has one bar.
        _grid = ImageGrid.Create(count, _size.Width - 1, _size.Height - count - OtherLines, ratio, CellRatio);
        if (_grid is not null)
        {
            console.Write(new ControlCode(new string('\n', _grid.Height)));
        }
    }

    /// <summary>Shows a newer version of an image. One that cannot be decoded is not shown: the file is what counts.</summary>
    public async Task ShowAsync(int index, ReadOnlyMemory<byte> encoded, CancellationToken cancellationToken)
    {
        if (index >= 0 && index < count)
        {
            _newest[index] = encoded;
            await DrawAsync(index, cancellationToken);
        }
    }

    /// <summary>If the terminal has another size, reserves other lines and draws all images again.</summary>
    public async Task FollowSizeAsync((int Width, int Height) size, CancellationToken cancellationToken)
    {
        if (_size == size)
        {
            return;
        }

        // Lines that were too long for the new width may be two lines now; what is left of them stays above.
        var before = _grid?.Height ?? 0;
        console.Write(new ControlCode(images.Remove(count) + (before > 0 ? $"\r\e[{before}A\e[J" : "")));
        Reserve(size);
        for (var index = 0; index < count; index++)
        {
            await DrawAsync(index, cancellationToken);
        }
    }

    private async Task DrawAsync(int index, CancellationToken cancellationToken)
    {
        if (_grid is not { } grid || _newest[index].IsEmpty)
        {
            return;
        }

        var (width, height) = images.PixelsOf(grid.Columns, grid.Rows);
        if (await pipeline.ReduceAsync(_newest[index], new ImageLimits(), width, height, cancellationToken) is not Outcome<RgbImage>.Ok(var image))
        {
            return;
        }

        var (left, top) = grid.PlaceOf(index);
        var (columns, rows) = grid.Fit((double)image.Width / image.Height, CellRatio);
        var drawn = await images.DrawAsync(index, image, columns, rows, cancellationToken);
        var right = left > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[{left}C") : "";
        console.Write(new ControlCode(string.Create(CultureInfo.InvariantCulture, $"\e7\r\e[{grid.Height - top}A{right}{drawn}\e8")));
    }
}
