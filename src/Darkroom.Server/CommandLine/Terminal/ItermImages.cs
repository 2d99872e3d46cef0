using Darkroom.Imaging;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>The inline images of iTerm2: a JPEG in base64.</summary>
internal sealed class ItermImages(ImagePipeline pipeline, TerminalFeatures terminal) : ITerminalImages
{
    private const int Quality = 85;

    public (int Width, int Height) PixelsOf(int columns, int rows) => (columns * terminal.CellWidth, rows * terminal.CellHeight);

    public async Task<string> DrawAsync(int slot, RgbImage image, int columns, int rows, CancellationToken cancellationToken)
    {
        var jpeg = await pipeline.EncodeAsync(image.Pixels, image.Width, image.Height, ImageFormat.Jpeg, Quality, cancellationToken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\e]1337;File=inline=1;size={jpeg.Length};width={columns};height={rows};preserveAspectRatio=0;doNotMoveCursor=1:{Convert.ToBase64String(jpeg)}\a");
    }

    public string Remove(int slots) => "";
}
