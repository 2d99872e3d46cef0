using Darkroom.Imaging;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Draws images with one protocol.</summary>
internal interface ITerminalImages
{
    /// <summary>Returns the size in pixels to which an image is reduced before it is drawn.</summary>
    (int Width, int Height) PixelsOf(int columns, int rows);

    /// <summary>Returns the control sequences that draw an image at the cursor. Where the cursor is afterwards is not defined.</summary>
    /// <param name="slot">The number of the image: another one with the same number replaces it.</param>
    /// <param name="image">Fits into the pixels of that many columns and rows.</param>
    Task<string> DrawAsync(int slot, RgbImage image, int columns, int rows, CancellationToken cancellationToken);

    /// <summary>Returns the control sequences that remove all images that text does not overwrite; empty if there are none.</summary>
    string Remove(int slots);
}
