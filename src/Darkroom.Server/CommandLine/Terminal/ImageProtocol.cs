namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>How images are shown in a terminal.</summary>
internal enum ImageProtocol
{
    /// <summary>The best that the terminal can.</summary>
    Auto,

    /// <summary>The graphics protocol of Kitty.</summary>
    Kitty,

    /// <summary>Inline images of iTerm2.</summary>
    Iterm,

    /// <summary>Sixel.</summary>
    Sixel,

    /// <summary>Half blocks in two colours.</summary>
    Blocks,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What a terminal can.</summary>
/// <param name="Protocol">Not <see cref="ImageProtocol.Auto"/>.</param>
/// <param name="CellWidth">The width of a character in pixels, as reported or usual.</param>
/// <param name="CellHeight">The height of a character in pixels.</param>
/// <param name="TrueColour">Whether it has 24-bit colours; otherwise 256 colours are used.</param>
internal sealed record TerminalFeatures(ImageProtocol Protocol, int CellWidth = 10, int CellHeight = 20, bool TrueColour = false);
