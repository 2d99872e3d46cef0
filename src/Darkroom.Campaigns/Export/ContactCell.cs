using System.Globalization;
using System.IO.Compression;
using Darkroom.Campaigns.Layout;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Packaging;

namespace Darkroom.Campaigns.Export;

/// <summary>One creative of a contact sheet, drawn.</summary>
/// <param name="Text">The lines below the thumbnail, as an image: every script that creatives can have, without fonts in the PDF.</param>
/// <param name="Said">The same lines as a text.</param>
internal sealed record ContactCell(PdfImage Thumbnail, PdfImage Text, string Said)
{
    /// <summary>The size of a thumbnail and of the text below it, in points.</summary>
    public const int Width = 166;
    public const int ThumbnailHeight = 112;
    public const int TextHeight = 64;

    /// <summary>The resolution of images: 180 dots per inch.</summary>
    public const double PixelsPerPoint = 2.5;

    private const int Quality = 78;
    private const int TextSize = 18;

    private static readonly Rgb Paper = new(255, 255, 255);
    private static readonly Rgb Ink = new(24, 22, 20);

    private static readonly ImageLimits Limits = new();

    /// <summary>Draws a cell. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
    /// <param name="file">The creative as a file.</param>
    /// <param name="lines">The first one is emphasised.</param>
    /// <returns>Null if the file cannot be decoded.</returns>
    public static ContactCell? Draw(ReadOnlyMemory<byte> file, IReadOnlyList<(string Text, string Language, int MaxLines)> lines)
    {
        if (Photo.Decode(file, Limits) is not Outcome<Pixels>.Ok(var pixels))
        {
            return null;
        }

        var scale = Math.Min(1, Math.Min(Width * PixelsPerPoint / pixels.Width, ThumbnailHeight * PixelsPerPoint / pixels.Height));
        var small = Photo.Shrink(pixels, Math.Max(1, (int)(pixels.Width * scale)), Math.Max(1, (int)(pixels.Height * scale)));
        var jpeg = ImageFile.Write(small, ImageFormat.Jpeg, Quality);
        return new ContactCell(
            new PdfImage(small.Width, small.Height, IsJpeg: true, jpeg.Bytes), DrawText(lines, (int)(Width * PixelsPerPoint), (int)(TextHeight * PixelsPerPoint)), string.Join('\n', lines.Select(line => line.Text.Replace("\u200B", "", StringComparison.Ordinal))));
    }

    /// <summary>Draws lines of text on white, one below the other.</summary>
    public static PdfImage DrawText(IReadOnlyList<(string Text, string Language, int MaxLines)> lines, int width, int height)
    {
        var canvas = new Canvas(width, height);
        canvas.Fill(canvas.Area, Paper);
        var top = 0;
        foreach (var (at, line) in lines.Index())
        {
            top = DrawLine(canvas, line.Text, line.Language, at == 0 ? TextWeight.Bold : TextWeight.SemiBold, top, line.MaxLines);
        }

        return new PdfImage(width, height, IsJpeg: false, Grey(canvas.Pixels));
    }

    /// <summary>Draws a text of at most some lines. A longer one is cut and ends in an ellipsis.</summary>
    /// <returns>Where the next line begins.</returns>
    private static int DrawLine(Canvas canvas, string text, string language, TextWeight weight, int top, int maxLines)
    {
        var clean = Typesetter.Clean(text).Replace('\n', ' ');

        // File names and other lines without a language run from left to right, whatever words are in them.
        var script = Scripts.Detect(clean, language);
        script = language.Length == 0 && Scripts.IsRightToLeft(script) ? Script.Western : script;
        var style = Typeface.BodyStyle(script, language, TextAlign.Start) with { Weight = weight };
        var step = (int)Math.Ceiling(style.LineHeight * TextSize);
        for (var length = new StringInfo(clean).LengthInTextElements; clean.Length > 0;)
        {
            var drawn = Typesetter.Render(clean, style, TextSize, canvas.Area.Width, Ink);
            if (drawn is null)
            {
                return top;
            }

            var used = drawn.Top + drawn.Image.Height;
            if (used <= (maxLines * step) + (step / 4))
            {
                canvas.Draw(drawn.Image, drawn.Left, top + drawn.Top);
                return top + (Math.Max(1, (int)Math.Round((double)used / step)) * step);
            }

            length = Math.Min(length * 9 / 10, length - 1);
            clean = length < 1 ? "" : string.Concat(new StringInfo(clean).SubstringByTextElements(0, Math.Min(length, new StringInfo(clean).LengthInTextElements)).TrimEnd(' ', '…'), "…");
        }

        return top;
    }

    private static byte[] Grey(Pixels pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            var row = new byte[pixels.Width];
            for (var y = 0; y < pixels.Height; y++)
            {
                for (var x = 0; x < pixels.Width; x++)
                {
                    // Green is most of what the eye sees of a grey.
                    row[x] = pixels.Data[(((y * pixels.Width) + x) * pixels.Bands) + 1];
                }

                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }
}
