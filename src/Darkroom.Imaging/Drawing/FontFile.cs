using System.Collections.Concurrent;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Drawing;

/// <summary>A TTF or OTF file of one's own, ready to set text with. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class FontFile
{
    private const int MaxBytes = 10 * 1024 * 1024;
    private const int MinBytes = 200;

    private static readonly ConcurrentDictionary<string, Lazy<Outcome<string>>> Opened = new(StringComparer.Ordinal);

    /// <summary>
    /// Opens a font for the rest of the process. A path is opened once: bytes that change need another path, so name files by their content.
    /// </summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The family name to set text with, or why the file is none.</returns>
    public static Outcome<string> Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var opened = Opened.GetOrAdd(path, key => new Lazy<Outcome<string>>(() => OpenOnce(key)));
        if (opened.Value is Outcome<string>.Rejected)
        {
            // A file that was not there or not whole may be later; Pango has not seen it.
            Opened.TryRemove(path, out _);
        }

        return opened.Value;
    }

    private static Outcome<string> OpenOnce(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length < MinBytes)
        {
            return Refused("The font file is empty, cut off or missing.", RejectReason.Empty);
        }

        if (file.Length > MaxBytes)
        {
            return Refused($"The font file has {file.Length:N0} bytes; at most {MaxBytes:N0} are accepted.", RejectReason.TooManyBytes);
        }

        Span<byte> signature = stackalloc byte[4];
        using (var stream = file.OpenRead())
        {
            stream.ReadExactly(signature);
        }

        if (!signature.SequenceEqual((ReadOnlySpan<byte>)[0, 1, 0, 0]) && !signature.SequenceEqual("OTTO"u8) && !signature.SequenceEqual("true"u8))
        {
            return Refused("This is not a TTF or OTF font file. Web fonts (WOFF) and collections (TTC) are not read.", RejectReason.UnknownFormat);
        }

        return Fontconfig.FamilyOf(path) is { Length: > 0 } family && Loads(path, family)
            ? new Outcome<string>.Ok(family)
            : Refused("The font file is damaged: it cannot be opened.", RejectReason.Corrupt);
    }

    /// <summary>
    /// The one time libvips is handed the path; it keeps the font, and hands must not be shaken twice: 8.14 remembers paths by memory that it
    /// has freed by then.
    /// </summary>
    private static bool Loads(string path, string family)
    {
        using var sample = VipsOperation.New("text").With("text", "Aa").With("font", $"{family} 20px").With("fontfile", path).TryImage();
        return sample is not null;
    }

    private static Outcome<string>.Rejected Refused(string message, RejectReason reason) => new(reason, message);
}
