namespace Darkroom.Imaging.Inspection;

/// <summary>
/// Reads TIFF 6.0 headers: the first directory has the size. Only 8-bit and 16-bit photos with the usual compressions pass. Camera raw files
/// are TIFF files whose first directory has a thumbnail or old-style JPEG; they are rejected, so that no thumbnail is used as the photo.
/// </summary>
internal static class TiffHeader
{
    /// <summary>The largest strip that counts as streamed. The decoder holds a whole strip in memory.</summary>
    private const long MaxStreamedStrip = 8L * 1024 * 1024;

    internal static readonly Rejection Unsupported = new(
        RejectReason.UnknownFormat,
        "This TIFF cannot be read: it is damaged, a camera's raw file, or of an unusual kind. Save it as PNG, JPEG, WebP, AVIF or an 8-bit TIFF.");

    private enum Tag : ushort
    {
        NewSubfileType = 254,
        Width = 256,
        Height = 257,
        BitsPerSample = 258,
        Compression = 259,
        SamplesPerPixel = 277,
        RowsPerStrip = 278,
        TileHeight = 323,
        DngVersion = 50706,
    }

    internal static ClaimedHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (!TiffDirectory.TryOpen(bytes, out var directory))
        {
            return null;
        }

        var tags = new Dictionary<Tag, uint>();
        for (var i = 0; i < directory.Count; i++)
        {
            if (directory[i].First is { } value)
            {
                tags.TryAdd((Tag)directory[i].Tag, value);
            }
        }

        var (width, height) = (tags.GetValueOrDefault(Tag.Width), tags.GetValueOrDefault(Tag.Height));
        var (bits, samples) = (tags.GetValueOrDefault(Tag.BitsPerSample, 1u), tags.GetValueOrDefault(Tag.SamplesPerPixel, 1u));
        var supported = width is > 0 and <= int.MaxValue && height is > 0 and <= int.MaxValue
            && (tags.GetValueOrDefault(Tag.NewSubfileType) & 1) == 0
            && bits is 1 or 8 or 16 && samples is >= 1 and <= 5
            && tags.GetValueOrDefault(Tag.Compression, 1u) is 1 or 5 or 7 or 8 or 32773 or 32946
            && !tags.ContainsKey(Tag.DngVersion);
        if (!supported)
        {
            return null;
        }

        var rows = Math.Min(height, Math.Max(1, tags.GetValueOrDefault(Tag.TileHeight, tags.GetValueOrDefault(Tag.RowsPerStrip, height))));
        var strip = rows * (long)width * samples * Math.Max(1, bits / 8);
        return new ClaimedHeader(ImageFormat.Tiff, (int)width, (int)height, 1, strip <= MaxStreamedStrip ? 0 : strip);
    }
}
