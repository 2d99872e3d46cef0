using System.Collections.Concurrent;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// Caches fitted texts and their letters: the same headline in the same format is fitted and drawn once for all base images, and a change to
/// one text measures only that one again.
/// </summary>
internal sealed class FitCache(PixelCache pixels)
{
    private const int MaxEntries = 2_000;

    private readonly ConcurrentDictionary<FitKey, FittedText?> _fitted = new();

    internal FittedText? Largest(string text, TextStyle style, (int Width, int Height) box, (int Smallest, int Largest) size, int maxLines)
    {
        if (_fitted.Count > MaxEntries)
        {
            _fitted.Clear();
        }

        return _fitted.GetOrAdd(
            new FitKey(text, style, box.Width, box.Height, size.Smallest, size.Largest, maxLines),
            key => TextFit.Largest(key.Text, key.Style, key.Width, key.Height, key.Smallest, key.Largest, key.MaxLines, hyphenate: true));
    }

    /// <summary>Returns the letters of a text; null if nothing is visible.</summary>
    internal Pixels? Letters(FittedText text, Rgb colour)
    {
        if (pixels.Find<Pixels>((text, colour)) is { } cached)
        {
            return cached;
        }

        // Rendering letters is slow, and they are needed in white to see what they stand on. Emoji have their own colours.
        var letters = colour != Rgb.White && Letters(text, Rgb.White) is { } white && white.HasOnly(Rgb.White)
            ? white.InColour(colour)
            : Typesetter.Render(text.Text, text.Style, text.Size, text.Wrap, colour)?.Image;
        if (letters is not null)
        {
            pixels.Add((text, colour), letters, letters.Data.Length);
        }

        return letters;
    }

    /// <summary>Returns the squares of a text, which are the same in any colour.</summary>
    internal LetterCells Cells(FittedText text, Pixels letters)
    {
        var key = (text, typeof(LetterCells));
        if (pixels.Find<LetterCells>(key) is { } cached)
        {
            return cached;
        }

        var cells = LetterCells.From(letters, SetText.EdgeOf(text.Size));
        pixels.Add(key, cells, cells.Bytes);
        return cells;
    }

    private readonly record struct FitKey(string Text, TextStyle Style, int Width, int Height, int Smallest, int Largest, int MaxLines);
}
