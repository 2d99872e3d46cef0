namespace Darkroom.Imaging;

/// <summary>The state of libvips.</summary>
public abstract record VipsStatus
{
    private VipsStatus()
    {
    }

    /// <summary>libvips is loaded and configured.</summary>
    /// <param name="Version">The version, 8.18 or newer.</param>
    public sealed record Ready(Version Version) : VipsStatus;

    /// <summary>libvips or its fonts are missing or damaged, or it was replaced by a build that cannot be used. Images cannot be processed.</summary>
    /// <param name="Message">A sentence for the operator that names the file and the reason.</param>
    public sealed record Unusable(string Message) : VipsStatus;
}
