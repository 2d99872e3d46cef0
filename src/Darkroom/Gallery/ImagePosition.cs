namespace Darkroom.Gallery;

/// <summary>Positions of images: the second of creation and a number within it, so that the order of positions is the order of time.</summary>
public static class ImagePosition
{
    /// <summary>The number of positions of each second.</summary>
    public const int PerSecond = 4096;

    /// <summary>Returns the first position of a time's second.</summary>
    public static long FirstOf(DateTimeOffset time) => time.ToUnixTimeSeconds() * PerSecond;

    /// <summary>Returns the second that a position belongs to.</summary>
    public static DateTimeOffset TimeOf(long position) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Math.Floor((double)position / PerSecond));
}
