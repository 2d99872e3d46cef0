using System.Buffers.Binary;
using System.Text;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>
/// Writes the metadata about the origin of an image, which platforms read to label AI images, into a file that this product encoded. The file has
/// no other metadata, and the pixels are not changed.
/// </summary>
internal static class XmpWriter
{
    /// <summary>The maximum number of bytes that a packet adds to a file beyond its own length.</summary>
    internal const int MaxOverhead = 64;

    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    private const int PngSignature = 8;
    private const int PngHeader = 25;
    private const int RiffHead = 12;
    private const int ChunkHead = 8;
    private const byte HasXmp = 0x04;
    private const byte HasAlpha = 0x10;

    /// <summary>
    /// Returns the IPTC digital source type (https://cv.iptc.org/newscodes/digitalsourcetype/): made by a trained model or, for the painter,
    /// by an algorithm without training data.
    /// </summary>
    /// <param name="provider">The id of the provider.</param>
    internal static string SourceType(string provider) =>
        SourceTypes + (provider == "painter" ? "algorithmicMedia" : "trainedAlgorithmicMedia");

    /// <summary>Returns an XMP packet (ISO 16684-1) with the source type. It contains neither prompt nor model, because the file is published.</summary>
    internal static byte[] Packet(string sourceType) => Encoding.UTF8.GetBytes(
        $"""
        <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        Iptc4xmpExt:DigitalSourceType="{sourceType}" xmp:CreatorTool="Darkroom"/></rdf:RDF></x:xmpmeta>
        <?xpacket end="r"?>
        """.ReplaceLineEndings("\n"));

    /// <param name="packet">At most 65,000 bytes.</param>
    internal static byte[] Add(EncodedResult file, ReadOnlySpan<byte> packet) => file.Format switch
    {
        ImageFormat.Jpeg => ToJpeg(file.Bytes, packet),
        ImageFormat.Png => ToPng(file.Bytes, packet),
        ImageFormat.WebP => ToWebP(file, packet),
        _ => throw new ArgumentOutOfRangeException(nameof(file), file.Format, "Packages contain JPEG, PNG or WebP."),
    };

    /// <summary>Inserts an APP1 segment after JFIF's APP0, if there is one.</summary>
    private static byte[] ToJpeg(ReadOnlySpan<byte> jpeg, ReadOnlySpan<byte> packet)
    {
        var at = jpeg[2..].StartsWith((ReadOnlySpan<byte>)[0xFF, 0xE0]) ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[4..]) : 2;
        var name = "http://ns.adobe.com/xap/1.0/\0"u8;
        Span<byte> head = [0xFF, 0xE1, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(2 + name.Length + packet.Length));
        return [.. jpeg[..at], .. head, .. name, .. packet, .. jpeg[at..]];
    }

    /// <summary>Inserts an uncompressed iTXt chunk after the header.</summary>
    private static byte[] ToPng(ReadOnlySpan<byte> png, ReadOnlySpan<byte> packet)
    {
        byte[] chunk = [.. "iTXtXML:com.adobe.xmp\0\0\0\0\0"u8, .. packet];
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length - 4);
        Span<byte> check = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32(chunk));
        const int at = PngSignature + PngHeader;
        return [.. png[..at], .. length, .. chunk, .. check, .. png[at..]];
    }

    /// <summary>Appends an XMP chunk and announces it in the extended header (RFC 9649), which is added if it is missing.</summary>
    private static byte[] ToWebP(EncodedResult file, ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> webp = file.Bytes;
        var first = webp[RiffHead..];
        var extended = first.StartsWith("VP8X"u8);
        Span<byte> header = [.. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        // The alpha bit of lossless WebP follows the signature, 14 bits of width and 14 of height.
        header[8] = first.StartsWith("VP8L"u8) && (first[ChunkHead + 4] & HasAlpha) != 0 ? HasAlpha : (byte)0;
        WriteUInt24(header[12..], file.Width - 1);
        WriteUInt24(header[15..], file.Height - 1);
        if (extended)
        {
            first[..header.Length].CopyTo(header);
        }

        header[8] |= HasXmp;
        Span<byte> head = [.. "XMP "u8, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], packet.Length);
        byte[] result =
        [
            .. webp[..RiffHead], .. header, .. extended ? first[header.Length..] : first, .. head, .. packet,
            .. packet.Length % 2 == 0 ? ReadOnlySpan<byte>.Empty : [0],
        ];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - ChunkHead);
        return result;
    }

    private static void WriteUInt24(Span<byte> at, int value) => (at[0], at[1], at[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));

    /// <summary>Computes the checksum of PNG chunks (ISO 15948, annex D) bit by bit: a packet has a few hundred bytes.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
