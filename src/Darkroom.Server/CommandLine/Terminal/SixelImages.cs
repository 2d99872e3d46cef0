using Darkroom.Imaging;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Sixel graphics: pixels in a fixed palette.</summary>
internal sealed class SixelImages(TerminalFeatures terminal) : ITerminalImages
{
    public (int Width, int Height) PixelsOf(int columns, int rows) => (columns * terminal.CellWidth, rows * terminal.CellHeight);

    public Task<string> DrawAsync(int slot, RgbImage image, int columns, int rows, CancellationToken cancellationToken) =>
        Task.FromResult(SixelEncoder.Encode(image));

    public string Remove(int slots) => "";
}
