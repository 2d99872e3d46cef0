using System.Collections.Concurrent;
using System.Globalization;
using System.Security;
using System.Text;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Drawing;

/// <summary>A rendered text.</summary>
/// <param name="Image">The pixels with alpha, cropped to the ink.</param>
/// <param name="Left">The distance from the left of the box to the ink.</param>
/// <param name="Top">The distance from the top of the first line to the ink.</param>
public sealed record RenderedText(Pixels Image, int Left, int Top)
{
    /// <summary>The distance from the left of the box to the right end of the ink.</summary>
    public int Right => Left + Image.Width;
}

/// <summary>
/// Renders text with Pango through libvips: kerning, joined scripts, both directions, wrapping at words. Call inside
/// <see cref="ImagePipeline.DrawAsync"/>.
/// </summary>
/// <remarks>Thread-safe. libvips holds a lock around text rendering, so a process renders one text at a time.</remarks>
public static class Typesetter
{
    private const string RightToLeftMark = "\u200F";
    private const string LeftToRightMark = "\u200E";

    /// <summary>The width of a text that has its line breaks.</summary>
    internal const int Unlimited = 0;

    /// <summary>From this size on, whole pixels are small enough.</summary>
    private const int Large = 40;

    /// <summary>The size to which small text is enlarged, by at most a factor.</summary>
    private const int Even = 96;
    private const int MaxScale = 8;

    private const int MaxBaselines = 1_000;
    private const int PangoUnits = 1024;
    private const int Low = 0;     // VIPS_ALIGN_LOW
    private const int Centred = 1; // VIPS_ALIGN_CENTRE

    private static readonly ConcurrentDictionary<(string Families, TextWeight Weight, double LineHeight, int Size), int> Baselines = new();

    /// <summary>Removes control characters and unpaired surrogates, and collapses spaces. Line breaks are kept.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value == '\n')
            {
                clean.Append('\n');
            }
            else if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                clean.Append(rune.Value is 0xA0 or 0x202F or 0x3000 ? rune.ToString() : " ");
            }
            else if (rune.Value < 0xFFFE || rune.Value > 0xFFFF)
            {
                clean.Append(rune.ToString());
            }
        }

        var lines = clean.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    /// <summary>Renders a text.</summary>
    /// <param name="text">A text returned by <see cref="Clean"/>.</param>
    /// <param name="style">The style, without the size.</param>
    /// <param name="size">The font size in pixels, at least 1.</param>
    /// <param name="width">The width at which lines wrap, in pixels; a wider word overflows. 0 for no limit.</param>
    /// <param name="colour">The colour of the letters; emoji have their own.</param>
    /// <returns>Null if nothing is visible.</returns>
    public static RenderedText? Render(string text, TextStyle style, int size, int width, Rgb colour)
    {
        ArgumentNullException.ThrowIfNull(style);
        if (Run(text, style, size, width, colour) is not { } image)
        {
            return null;
        }

        using (image)
        {
            var grid = new Supersampling(ScaleOf(size), Baseline(style, size));
            var area = grid.AreaOf(image.Left, image.Top, image.Width, image.Height);
            return new RenderedText(grid.Reduce(Pixels.Copy(image), image.Left, image.Top, area), area.X, area.Y);
        }
    }

    /// <summary>Measures the ink of a text. Empty if nothing is visible.</summary>
    internal static PixelArea Measure(string text, TextStyle style, int size, int width)
    {
        if (Run(text, style, size, width, colour: null) is not { } image)
        {
            return default;
        }

        using (image)
        {
            return new Supersampling(ScaleOf(size), Baseline(style, size)).AreaOf(image.Left, image.Top, image.Width, image.Height);
        }
    }

    /// <summary>Pango puts glyphs at whole pixels, which makes the space between small letters uneven, so small text is drawn larger and reduced.</summary>
    private static int ScaleOf(int size) => size >= Large ? 1 : Math.Min(MaxScale, (Even + size - 1) / size);

    /// <summary>Returns where lines stand in an enlarged text, so that they end at a whole pixel of the reduced one; 0 if the script has no common line.</summary>
    private static int Baseline(TextStyle style, int size)
    {
        if (ScaleOf(size) == 1 || style.Script != Script.Western)
        {
            return 0;
        }

        if (Baselines.Count > MaxBaselines)
        {
            Baselines.Clear();
        }

        return Baselines.GetOrAdd((style.Families, style.Weight, style.LineHeight, size), _ =>
        {
            using var capital = Run("H", style, size, Unlimited, colour: null);
            return capital is null ? 0 : capital.Top + capital.Height;
        });
    }

    private static VipsImage? Run(string text, TextStyle style, int size, int width, Rgb? colour)
    {
        var scale = ScaleOf(size);
        return text.Length == 0
            ? null
            : VipsOperation.New("text")
                .With("text", Markup(text, style, size, scale, colour))
                .With("font", Font(style, size * scale))
                .With("width", width * scale)
                .With("align", style.Align == TextAlign.Centre ? Centred : Low)
                .With("dpi", 72)
                .With("rgba", colour is not null)
                .TryImage();
    }

    private static string Font(TextStyle style, int size)
    {
        var weight = style.Weight switch
        {
            TextWeight.SemiBold => "Semi-Bold",
            TextWeight.Bold => "Bold",
            TextWeight.ExtraBold => "Ultra-Bold",
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{style.Families}, {weight} {size}px");
    }

    /// <summary>
    /// Escapes the text, so that markup in user input is not interpreted. A soft hyphen (U+00AD) is visible only if a line ends at it;
    /// other break opportunities, such as a zero-width space, get no hyphen.
    /// </summary>
    private static string Markup(string text, TextStyle style, int size, int scale, Rgb? colour)
    {
        var unjoined = style.Script == Script.Western;
        var attributes = string.Create(
            CultureInfo.InvariantCulture,
            $"line_height='{Math.Round(style.LineHeight * size) * scale * PangoUnits}' insert_hyphens='yes'");
        if (unjoined && style.Tracking != 0)
        {
            attributes += string.Create(CultureInfo.InvariantCulture, $" letter_spacing='{Math.Round(style.Tracking * size * scale * PangoUnits)}'");
        }

        if (style.Language.Length > 0)
        {
            attributes += $" lang='{SecurityElement.Escape(style.Language)}'";
        }

        if (colour is { } ink)
        {
            attributes += $" foreground='{ink}'";
        }

        // A line that begins with a word of the other direction keeps the direction of the text.
        var mark = Scripts.IsRightToLeft(style.Script) ? RightToLeftMark : LeftToRightMark;
        var lines = WithAsciiHyphens(text).Split('\n').Select(line => mark + SecurityElement.Escape(line));
        return $"<span {attributes}>{string.Join('\n', lines)}</span>";
    }

    /// <summary>
    /// Replaces U+2010 and U+2011, which some typefaces lack, with the ASCII hyphen, which looks the same: a glyph from another font would stand
    /// out. A word joiner prevents a line break after a non-breaking hyphen.
    /// </summary>
    private static string WithAsciiHyphens(string text) => text.Replace('\u2010', '-').Replace("\u2011", "-\u2060", StringComparison.Ordinal);
}
