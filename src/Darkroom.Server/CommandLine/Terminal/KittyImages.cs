using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Kitty's graphics protocol: PNG in chunks of base64.</summary>
internal sealed class KittyImages(ImagePipeline pipeline, TerminalFeatures terminal) : ITerminalImages
{
    /// <summary>The maximum length of one chunk, by the protocol.</summary>
    private const int Chunk = 4096;

    /// <summary>Images of other programs in the same terminal have other numbers, most likely.</summary>
    private readonly int _first = 1 + (Random.Shared.Next(1 << 20) << 5);

    public (int Width, int Height) PixelsOf(int columns, int rows) => (columns * terminal.CellWidth, rows * terminal.CellHeight);

    public async Task<string> DrawAsync(int slot, RgbImage image, int columns, int rows, CancellationToken cancellationToken)
    {
        var png = await pipeline.EncodeAsync(image.Pixels, image.Width, image.Height, ImageFormat.Png, quality: 100, cancellationToken);
        var (data, text) = (Convert.ToBase64String(png), new StringBuilder());
        for (var at = 0; at < data.Length; at += Chunk)
        {
            var more = at + Chunk < data.Length ? 1 : 0;
            var keys = at == 0
                ? string.Create(CultureInfo.InvariantCulture, $"a=T,f=100,i={_first + slot},p=1,q=2,C=1,c={columns},r={rows},m={more}")
                : string.Create(CultureInfo.InvariantCulture, $"m={more}");
            text.Append("\e_G").Append(keys).Append(';').Append(data.AsSpan(at, Math.Min(Chunk, data.Length - at))).Append("\e\\");
        }

        return text.ToString();
    }

    public string Remove(int slots) => string.Concat(
        Enumerable.Range(0, slots).Select(slot => string.Create(CultureInfo.InvariantCulture, $"\e_Ga=d,d=I,i={_first + slot},q=2\e\\")));
}
