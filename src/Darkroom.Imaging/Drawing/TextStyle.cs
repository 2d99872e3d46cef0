namespace Darkroom.Imaging.Drawing;

/// <summary>How heavy letters are.</summary>
public enum TextWeight
{
    Regular,
    SemiBold,
    Bold,
    ExtraBold,
}

/// <summary>Where lines stand in their box.</summary>
public enum TextAlign
{
    /// <summary>At the side where reading begins: left, or right for scripts from right to left.</summary>
    Start,
    Centre,
}

/// <summary>How a text looks, all but its size.</summary>
/// <param name="Families">Font families, the first wanted first; what one lacks is taken from the next.</param>
/// <param name="Weight">How heavy.</param>
/// <param name="Script">Of the text.</param>
/// <param name="Language">A language tag such as <c>ja</c>; it chooses between regional shapes of letters. May be empty.</param>
/// <param name="LineHeight">From line to line, in font sizes.</param>
/// <param name="Tracking">Extra space between letters, in font sizes; below 0 is tighter. Only for scripts whose letters stand alone.</param>
/// <param name="Align">Where lines stand.</param>
public sealed record TextStyle(
    string Families, TextWeight Weight, Script Script, string Language, double LineHeight, double Tracking, TextAlign Align);
