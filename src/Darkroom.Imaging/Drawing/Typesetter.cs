using System.Globalization;
using System.Security;
using System.Text;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Drawing;

/// <summary>A text as pixels.</summary>
/// <param name="Image">With alpha, exactly around the ink.</param>
/// <param name="Left">Of the ink, from the left of the box the text was set in.</param>
/// <param name="Top">Of the ink, from the top of the first line.</param>
public sealed record SetText(Pixels Image, int Left, int Top)
{
    /// <summary>From the left of the box to the right end of the ink.</summary>
    public int Right => Left + Image.Width;
}

/// <summary>
/// Sets text with Pango through libvips: kerning, joined scripts, both directions, wrapping at words. Call inside
/// <see cref="ImagePipeline.DrawAsync"/>.
/// </summary>
/// <remarks>libvips has one lock around setting text, so it is safe from any thread, but one text is set at a time in a process.</remarks>
public static class Typesetter
{
    private const string RightToLeftMark = "\u200F";
    private const string LeftToRightMark = "\u200E";

    private const int PangoUnits = 1024;
    private const int Low = 0;     // VIPS_ALIGN_LOW
    private const int Centred = 1; // VIPS_ALIGN_CENTRE

    /// <summary>Takes out what is no text: control characters, and halves of characters. A line break stays one.</summary>
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

    /// <param name="text">As from <see cref="Clean"/>.</param>
    /// <param name="style">How it looks.</param>
    /// <param name="size">The font's size in pixels, 1 or more.</param>
    /// <param name="width">Where lines wrap, in pixels; a word that is wider sticks out.</param>
    /// <param name="colour">Of the letters; emoji bring their own.</param>
    /// <returns>Null where there is nothing to see.</returns>
    public static SetText? Set(string text, TextStyle style, int size, int width, Rgb colour)
    {
        ArgumentNullException.ThrowIfNull(style);
        return Run(text, style, size, width, colour) is not { } image ? null : Take(image, picture => new SetText(Pixels.Copy(picture), picture.Left, picture.Top));
    }

    /// <summary>Where the ink of a text is, measured on the text itself. Empty where there is nothing to see.</summary>
    internal static PixelArea Measure(string text, TextStyle style, int size, int width) =>
        Run(text, style, size, width, colour: null) is not { } image
            ? default
            : Take(image, ink => new PixelArea(ink.Left, ink.Top, ink.Width, ink.Height));

    private static T Take<T>(VipsImage image, Func<VipsImage, T> look)
    {
        using (image)
        {
            return look(image);
        }
    }

    private static VipsImage? Run(string text, TextStyle style, int size, int width, Rgb? colour) => text.Length == 0
        ? null
        : VipsOperation.New("text")
            .With("text", Markup(text, style, size, colour))
            .With("font", Font(style, size))
            .With("width", width)
            .With("align", style.Align == TextAlign.Centre ? Centred : Low)
            .With("dpi", 72)
            .With("rgba", colour is not null)
            .TryImage();

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
    /// The text itself is escaped, so that no markup of a person's is ever read as such. A soft hyphen (U+00AD) shows if, and only if, a line
    /// ends at it; other places where a line may end, such as a zero-width space, get no hyphen.
    /// </summary>
    private static string Markup(string text, TextStyle style, int size, Rgb? colour)
    {
        var alone = style.Script == Script.Western;
        var attributes = string.Create(
            CultureInfo.InvariantCulture,
            $"line_height='{Math.Round(style.LineHeight * size * PangoUnits)}' insert_hyphens='yes'");
        if (alone && style.Tracking != 0)
        {
            attributes += string.Create(CultureInfo.InvariantCulture, $" letter_spacing='{Math.Round(style.Tracking * size * PangoUnits)}'");
        }

        if (style.Language.Length > 0)
        {
            attributes += $" lang='{SecurityElement.Escape(style.Language)}'";
        }

        if (colour is { } ink)
        {
            attributes += $" foreground='{ink}'";
        }

        // A line that begins with a word of the other direction still runs the way of its text.
        var mark = Scripts.RightToLeft(style.Script) ? RightToLeftMark : LeftToRightMark;
        var lines = WithUsualHyphens(text).Split('\n').Select(line => mark + SecurityElement.Escape(line));
        return $"<span {attributes}>{string.Join('\n', lines)}</span>";
    }

    /// <summary>
    /// Typefaces that lack U+2010 and U+2011 have the usual hyphen, which looks the same; another font's would stand out. A word joiner keeps a
    /// line from ending at what was a non-breaking hyphen.
    /// </summary>
    private static string WithUsualHyphens(string text) => text.Replace('\u2010', '-').Replace("\u2011", "-\u2060", StringComparison.Ordinal);
}
