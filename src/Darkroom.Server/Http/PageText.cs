namespace Darkroom.Server.Http;

internal static class PageText
{
    /// <summary>The ratios that the style sheet has (<c>gallery.css</c>): a style of an element cannot be written into the page.</summary>
    private static readonly double[] Ratios = [0.4, 0.45, 0.5, 0.5625, 0.625, 0.6667, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.3333, 1.5, 1.6, 1.7778, 2, 2.25, 2.5];

    /// <summary>Fills in the values of a text from the resources.</summary>
    /// <param name="text">A composite format, such as "Generating {0} of {1} images…".</param>
    public static string Format(string text, params ReadOnlySpan<object?> values) => string.Format(Language.Current, text, values);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1000 => Format(SiteTexts.Bytes, bytes),
        < 1_000_000 => Format(SiteTexts.Kilobytes, (bytes / 1e3).ToString("0", Language.Current)),
        < 1_000_000_000 => Format(SiteTexts.Megabytes, (bytes / 1e6).ToString("0.0", Language.Current)),
        _ => Format(SiteTexts.Gigabytes, (bytes / 1e9).ToString("0.0", Language.Current)),
    };

    public static string Duration(long milliseconds) => milliseconds < 60_000
        ? Format(SiteTexts.Seconds, (milliseconds / 1000.0).ToString("0.0", Language.Current))
        : Format(SiteTexts.Minutes, milliseconds / 60_000, milliseconds / 1000 % 60);

    public static string Images(long count) => count == 1 ? SiteTexts.ImagesOne : Format(SiteTexts.ImagesMany, count.ToString("N0", Language.Current));

    public static string Count(int count, string one, string several) =>
        string.Create(Language.Current, $"{count:N0} {(count == 1 ? one : several)}");

    public static string Pixels(PixelSize size) => string.Create(CultureInfo.InvariantCulture, $"{size.Width}×{size.Height}");

    /// <summary>Returns what is wrong with a form as one text.</summary>
    public static string Messages(IEnumerable<ValidationError> problems) => string.Join(' ', problems.Select(problem => problem.Message));

    /// <summary>Shortens a text for a caption or an alternative text.</summary>
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

    /// <summary>Returns the ratio of the style sheet that is nearest to that of an image.</summary>
    public static string Ratio(int width, int height) =>
        Ratios.MinBy(ratio => Math.Abs(Math.Log(ratio * height / width))).ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>Returns the smallest integers with the ratio of a size: a canvas of that size has the right shape and costs nothing.</summary>
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
