using System.Globalization;

namespace Darkroom.Server.Http;

/// <summary>Formats values for pages.</summary>
internal static class PageText
{
    /// <summary>Fills in the values of a text from the resources.</summary>
    /// <param name="text">A composite format, such as "Generating {0} of {1} images…".</param>
    public static string Format(string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, text, values);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    public static string Seconds(long milliseconds) => milliseconds < 60_000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 60_000} min {milliseconds / 1000 % 60} s");

    public static string Images(long count) => count == 1 ? "1 image" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} images");

    public static string Count(int count, string one, string several) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : several)}");

    public static string Pixels(PixelSize size) => string.Create(CultureInfo.InvariantCulture, $"{size.Width}×{size.Height}");

    /// <summary>Short enough for a caption or an alternative text.</summary>
    public static string Short(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        // Never half of a surrogate pair.
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text[..end].TrimEnd() + "…";
    }

    /// <summary>The smallest whole numbers with the same ratio (or nearly): a canvas of that size has the right shape and costs nothing.</summary>
    public static (int Width, int Height) Shape(PixelSize size)
    {
        var (a, b) = (size.Width, size.Height);
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return (size.Width / a, size.Height / a);
    }
}
