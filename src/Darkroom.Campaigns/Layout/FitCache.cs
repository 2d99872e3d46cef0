using System.Collections.Concurrent;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>
/// Remembers how texts were fitted: the same headline in the same format is fitted once, however many pictures it stands on, and a
/// change of one text measures only that one again.
/// </summary>
internal sealed class FitCache
{
    private const int MaxEntries = 2_000;

    private readonly ConcurrentDictionary<FitKey, FittedText?> _answers = new();

    internal FittedText? Largest(string text, TextStyle style, (int Width, int Height) box, (int Smallest, int Largest) size, int maxLines)
    {
        if (_answers.Count > MaxEntries)
        {
            _answers.Clear();
        }

        return _answers.GetOrAdd(
            new FitKey(text, style, box.Width, box.Height, size.Smallest, size.Largest, maxLines),
            asked => TextFit.Largest(asked.Text, asked.Style, asked.Width, asked.Height, asked.Smallest, asked.Largest, asked.MaxLines));
    }

    private readonly record struct FitKey(string Text, TextStyle Style, int Width, int Height, int Smallest, int Largest, int MaxLines);
}
