namespace Darkroom.Imaging.Drawing;

/// <summary>The fonts that are delivered with the program.</summary>
internal static class Fonts
{
    /// <summary>The configuration of fontconfig: first the delivered fonts, then those of the system.</summary>
    internal static string Configuration { get; } = Path.Combine(
        AppContext.BaseDirectory, "fonts", OperatingSystem.IsWindows() ? "windows.conf" : "fonts.conf");
}
