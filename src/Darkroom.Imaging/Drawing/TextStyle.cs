namespace Darkroom.Imaging.Drawing;

/// <summary>The font weight.</summary>
public enum TextWeight
{
    Regular,
    SemiBold,
    Bold,
    ExtraBold,
}

/// <summary>The horizontal alignment of lines in their box.</summary>
public enum TextAlign
{
    /// <summary>At the side where reading begins: left, or right for right-to-left scripts.</summary>
    Start,
    Centre,
}

/// <summary>The style of a text, without its size.</summary>
/// <param name="Families">Font families in order of preference; glyphs that one lacks are taken from the next.</param>
/// <param name="Weight">The font weight.</param>
/// <param name="Script">The script of the text.</param>
/// <param name="Language">A language tag such as <c>ja</c>, or empty. It selects regional letter forms.</param>
/// <param name="LineHeight">The line height, in font sizes.</param>
/// <param name="Tracking">Additional space between letters, in font sizes; negative is tighter. Ignored for scripts with joined or stacked letters.</param>
/// <param name="Align">The horizontal alignment.</param>
public sealed record TextStyle(
    string Families, TextWeight Weight, Script Script, string Language, double LineHeight, double Tracking, TextAlign Align);
