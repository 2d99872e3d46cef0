using System.Collections.Concurrent;
using System.Globalization;

namespace Darkroom.Imaging.Drawing;

/// <summary>
/// The widths of characters in a style, in Arabic of words, in font sizes, each measured once. Their sum is the width of a line to about 1 %: kerning is left out.
/// Call inside <see cref="ImagePipeline.DrawAsync"/>.
/// </summary>
internal sealed class GlyphWidths
{
    private const int Size = 100;
    private const int MaxStyles = 200;
    private const int MaxCharacters = 5_000;

    /// <summary>Stands before and after what is measured, because only ink can be measured, not the space around it.</summary>
    private const string Frame = "n";

    private static readonly ConcurrentDictionary<TextStyle, GlyphWidths> Styles = new();

    private readonly TextStyle _style;
    private readonly double _tracking;
    private readonly Lazy<int> _frame;
    private readonly ConcurrentDictionary<string, double> _widths = new(StringComparer.Ordinal);

    private GlyphWidths(TextStyle style)
    {
        _style = style with { Tracking = 0 };
        _tracking = style.Script == Script.Western ? style.Tracking : 0;
        _frame = new Lazy<int>(() => Measure(""));
    }

    internal static GlyphWidths Of(TextStyle style)
    {
        if (Styles.Count > MaxStyles)
        {
            Styles.Clear();
        }

        return Styles.GetOrAdd(style, key => new GlyphWidths(key));
    }

    /// <summary>Returns the width of a text on one line.</summary>
    internal double Of(ReadOnlySpan<char> text)
    {
        if (_widths.Count > MaxCharacters)
        {
            _widths.Clear();
        }

        if (_style.Script == Script.Arabic)
        {
            // Joined letters have other widths than single ones.
            return text.IsEmpty ? 0 : Character(text);
        }

        var width = 0.0;
        for (var at = 0; at < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text[at..]);
            width += _tracking + Character(text.Slice(at, length));
            at += length;
        }

        return width;
    }

    private double Character(ReadOnlySpan<char> character) =>
        _widths.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(character, out var known)
            ? known
            : _widths.GetOrAdd(character.ToString(), one => (Measure(one) - _frame.Value) / (double)Size);

    private int Measure(string character) => Typesetter.Measure($"{Frame}{character}{Frame}", _style, Size, Typesetter.Unlimited).Width;
}
