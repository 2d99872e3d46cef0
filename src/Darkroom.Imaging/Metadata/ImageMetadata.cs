using System.Collections.Immutable;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Metadata;

/// <summary>A text in an image file.</summary>
/// <param name="Key">The keyword of a PNG text or the name of an EXIF tag.</param>
/// <param name="Text">The text as it is in the file, without zero characters at its end.</param>
public sealed record EmbeddedText(string Key, string Text);

/// <summary>What programs that make images write into their files: texts, and the time.</summary>
/// <param name="Texts">In the order of the file; together at most <see cref="MaxCharacters"/>.</param>
/// <param name="TakenAt">The EXIF time of the original, in UTC if its offset is known, else without a time zone.</param>
public sealed record ImageMetadata(ImmutableArray<EmbeddedText> Texts, DateTime? TakenAt)
{
    /// <summary>The maximum length of all texts, also of those that are compressed. Workflows have up to a million characters.</summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    /// <summary>An image without metadata.</summary>
    public static ImageMetadata None { get; } = new([], null);

    /// <summary>Reads the texts and the time of an image. No length in the file is trusted, and no pixel is decoded.</summary>
    /// <param name="bytes">The encoded image. Not used after the call.</param>
    /// <param name="limits">The limits to enforce. An image that they reject has no metadata.</param>
    /// <exception cref="InvalidOperationException">libvips cannot be used, see <see cref="Vips.Start"/>.</exception>
    public static unsafe ImageMetadata Read(ReadOnlySpan<byte> bytes, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Vips.EnsureStarted();
        fixed (byte* first = bytes)
        {
            if (!Source.TryOpen(first, bytes.Length, limits, out var source, out _))
            {
                return None;
            }

            using (source)
            {
                VipsErrors.Clear();
                var texts = new TextCollector(MaxCharacters);
                switch (source.Header.Format)
                {
                    case ImageFormat.Png:
                        PngText.Collect(bytes, texts);
                        break;
                    case ImageFormat.Gif:
                        GifComments.Collect(bytes, texts);
                        break;
                }

                var takenAt = ExifBlock.Collect(source.Image.Exif, texts);
                return new ImageMetadata(texts.ToImmutable(), takenAt);
            }
        }
    }
}
