using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Darkroom.Imaging.Drawing;

/// <summary>
/// Finds characters that no font has. Pango draws a box with the code of such a character; neither it nor fontconfig can be asked, so the
/// frame of that box is compared. Call inside <see cref="ImagePipeline.DrawAsync"/>.
/// </summary>
public static class MissingGlyphs
{
    private const int Size = 40;
    private const int MaxCached = 20_000;

    /// <summary>The delivered fonts have the letters before this one: Latin, Greek, Cyrillic, Armenian.</summary>
    private const int FirstChecked = 0x590;

    /// <summary>Unassigned characters, with codes of four and five digits.</summary>
    private const string ShortCode = "\u0378";
    private const string LongCode = "\U0005FFF0";

    private static readonly Lazy<Pixels?> ShortBox = new(() => Draw(ShortCode));
    private static readonly Lazy<Pixels?> LongBox = new(() => Draw(LongCode));
    private static readonly TextStyle Style = new("DejaVu Sans", TextWeight.Regular, Script.Western, "", 1, 0, TextAlign.Start);
    private static readonly ConcurrentDictionary<Rune, bool> Known = new();

    /// <summary>Returns the characters, each once, in the order of the text.</summary>
    public static string Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var missing = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Where(IsVisible).Distinct())
        {
            if (Known.Count > MaxCached)
            {
                Known.Clear();
            }

            if (Known.GetOrAdd(rune, IsMissing))
            {
                missing.Append(rune.ToString());
            }
        }

        return missing.ToString();
    }

    private static bool IsVisible(Rune rune) => rune.Value >= FirstChecked && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static bool IsMissing(Rune rune) =>
        Draw(rune.ToString()) is { } glyph && (rune.IsBmp ? ShortBox : LongBox).Value is { } box && HaveSameFrame(glyph, box);

    private static Pixels? Draw(string text) => Typesetter.Render(text, Style, Size, Size * 4, Rgb.White)?.Image;

    private static bool HaveSameFrame(Pixels one, Pixels other)
    {
        if ((one.Width, one.Height) != (other.Width, other.Height))
        {
            return false;
        }

        var row = one.Width * one.Bands;
        return Row(one, 0).SequenceEqual(Row(other, 0))
            && Row(one, one.Height - 1).SequenceEqual(Row(other, one.Height - 1))
            && Enumerable.Range(0, one.Height).All(y => one.Data[y * row] == other.Data[y * row] && one.Data[((y + 1) * row) - 1] == other.Data[((y + 1) * row) - 1]);

        ReadOnlySpan<byte> Row(Pixels pixels, int y) => pixels.Data.AsSpan(y * row, row);
    }
}
