namespace Darkroom.Imaging;

/// <summary>The state of the system's libvips.</summary>
public abstract record VipsStatus
{
    private VipsStatus()
    {
    }

    /// <summary>libvips is loaded and configured.</summary>
    /// <param name="Version">The installed version, 8.14 or newer.</param>
    public sealed record Ready(Version Version) : VipsStatus;

    /// <summary>libvips is missing, too old, or did not start. Images cannot be processed.</summary>
    /// <param name="Message">A sentence for the operator, with the command that installs libvips.</param>
    public sealed record Unusable(string Message) : VipsStatus;
}
