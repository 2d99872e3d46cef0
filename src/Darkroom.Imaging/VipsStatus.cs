namespace Darkroom.Imaging;

/// <summary>Whether the system's libvips can be used.</summary>
public abstract record VipsStatus
{
    private VipsStatus()
    {
    }

    /// <summary>libvips is loaded, locked down and ready.</summary>
    /// <param name="Version">The version found, 8.14 or newer.</param>
    public sealed record Ready(Version Version) : VipsStatus;

    /// <summary>libvips is missing, too old, or did not start. Pictures cannot be processed.</summary>
    /// <param name="Message">One sentence for the operator, with the command that installs it.</param>
    public sealed record Unusable(string Message) : VipsStatus;
}
