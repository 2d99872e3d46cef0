using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Half blocks: each character shows two pixels, one above the other.</summary>
internal sealed class BlockImages(TerminalFeatures terminal) : ITerminalImages
{
    /// <summary>The levels of the 6 × 6 × 6 cube of the 256 colours.</summary>
    private static readonly int[] Levels = [0, 95, 135, 175, 215, 255];

    public (int Width, int Height) PixelsOf(int columns, int rows) => (columns, rows * 2);

    public Task<string> DrawAsync(int slot, RgbImage image, int columns, int rows, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        for (var row = 0; row < image.Height; row += 2)
        {
            var (before, width) = ("", image.Width);
            for (var column = 0; column < width; column++)
            {
                // Without a second row, the background stays that of the terminal.
                var below = row + 1 < image.Height ? $";{Colour(48, image, column, row + 1)}" : "";
                var colours = $"\e[{Colour(38, image, column, row)}{below}m";
                text.Append(colours == before ? "" : colours).Append('▀');
                before = colours;
            }

            text.Append(CultureInfo.InvariantCulture, $"\e[0m\e[{width}D").Append(row + 2 < image.Height ? "\e[B" : "");
        }

        return Task.FromResult(text.ToString());
    }

    public string Remove(int slots) => "";

    /// <param name="layer">38 for the foreground, 48 for the background.</param>
    private string Colour(int layer, RgbImage image, int column, int row)
    {
        var pixel = image.Pixels.Span.Slice(((row * image.Width) + column) * 3, 3);
        return terminal.TrueColour
            ? string.Create(CultureInfo.InvariantCulture, $"{layer};2;{pixel[0]};{pixel[1]};{pixel[2]}")
            : string.Create(CultureInfo.InvariantCulture, $"{layer};5;{16 + (36 * Nearest(pixel[0])) + (6 * Nearest(pixel[1])) + Nearest(pixel[2])}");
    }

    private static int Nearest(int value)
    {
        var nearest = 0;
        for (var level = 1; level < Levels.Length; level++)
        {
            nearest = Math.Abs(Levels[level] - value) < Math.Abs(Levels[nearest] - value) ? level : nearest;
        }

        return nearest;
    }
}
