using System.Collections.Concurrent;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Drawing;

/// <summary>Opens uploaded TTF and OTF files. Call inside <see cref="ImagePipeline.DrawAsync"/>.</summary>
public static class FontFile
{
    private const int MaxBytes = 10 * 1024 * 1024;
    private const int MinBytes = 200;

    private static readonly ConcurrentDictionary<string, Lazy<Outcome<string>>> Opened = new(StringComparer.Ordinal);

    /// <summary>
    /// Opens a font for the lifetime of the process. A path is opened once, so changed content needs another path: name files by their content.
    /// </summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The family name for <see cref="TextStyle.Families"/>, or the reason for the rejection.</returns>
    public static Outcome<string> Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var opened = Opened.GetOrAdd(path, key => new Lazy<Outcome<string>>(() => OpenOnce(key)));
        if (opened.Value is Outcome<string>.Rejected)
        {
            // A missing or incomplete file may be complete later; Pango has not opened it.
            Opened.TryRemove(path, out _);
        }

        return opened.Value;
    }

    private static Outcome<string> OpenOnce(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length < MinBytes)
        {
            return Reject("The font file is empty, truncated or missing.", RejectReason.Empty);
        }

        if (file.Length > MaxBytes)
        {
            return Reject($"The font file has {file.Length:N0} bytes; at most {MaxBytes:N0} are accepted.", RejectReason.TooManyBytes);
        }

        var font = File.ReadAllBytes(path);
        var signature = font.AsSpan(0, 4);
        if (!signature.SequenceEqual((ReadOnlySpan<byte>)[0, 1, 0, 0]) && !signature.SequenceEqual("OTTO"u8) && !signature.SequenceEqual("true"u8))
        {
            return Reject("This is not a TTF or OTF font file. Web fonts (WOFF) and collections (TTC) are not supported.", RejectReason.UnknownFormat);
        }

        return FontName.GetFamily(font) is { Length: > 0 } family && Loads(path, family)
            ? new Outcome<string>.Ok(family)
            : Reject("The font file is damaged: it cannot be opened.", RejectReason.Corrupt);
    }

    /// <summary>
    /// The only place that passes the path to libvips, which keeps the font for all later texts.
    /// </summary>
    private static bool Loads(string path, string family)
    {
        using var sample = VipsOperation.New("text").With("text", "Aa").With("font", $"{family} 20px").With("fontfile", path).TryImage();
        return sample is not null;
    }

    private static Outcome<string>.Rejected Reject(string message, RejectReason reason) => new(reason, message);
}
