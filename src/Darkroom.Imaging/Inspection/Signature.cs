using System.Buffers.Binary;

namespace Darkroom.Imaging.Inspection;

/// <summary>Detects a format by its first bytes.</summary>
internal static class Signature
{
    private const int BrandBytes = 4;

    internal static ImageFormat? Detect(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when IsPng(bytes) => ImageFormat.Png,
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        _ when IsWebP(bytes) => ImageFormat.WebP,
        _ when bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8) => ImageFormat.Gif,
        _ when IsAvif(bytes) => ImageFormat.Avif,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => ImageFormat.Tiff,
        _ => null,
    };

    /// <summary>Returns the name of a format that is not supported; null if it is unknown.</summary>
    internal static string? NameOfUnsupported(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', ..] when IsHeif(bytes[8..]) => "HEIC",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "BMP",
        [0xFF, 0x0A, ..] => "JPEG XL",
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "JPEG XL",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] => "JPEG 2000",
        [0, 0, 1, 0, ..] => "icon",
        _ when bytes.StartsWith("8BPS"u8) => "Photoshop",
        _ when bytes.StartsWith("%PDF"u8) => "PDF",
        _ when bytes.StartsWith("II"u8) || bytes.StartsWith("MM"u8) => "TIFF",
        _ when SvgCheck.LooksLikeSvg(bytes) => "SVG",
        _ => null,
    };

    private static bool IsHeif(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) || brand.StartsWith("heim"u8) || brand.StartsWith("heis"u8)
        || brand.StartsWith("hevc"u8) || brand.StartsWith("hevx"u8) || brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8);

    private static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    private static bool IsWebP(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8);

    /// <summary>True for a file type box whose major or compatible brands include AVIF (ISO/IEC 14496-12 §4.3, AVIF §6).</summary>
    private static bool IsAvif(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16 || !bytes[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var box = bytes[..(int)Math.Min(size, (uint)Math.Min(bytes.Length, 256))];
        for (var at = 8; at + BrandBytes <= box.Length; at += BrandBytes)
        {
            var brand = box.Slice(at, BrandBytes);
            if (at != 12 && (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8)))
            {
                return true;
            }
        }

        return false;
    }
}
