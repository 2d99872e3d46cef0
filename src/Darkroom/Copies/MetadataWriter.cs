using System.Buffers.Binary;
using System.Text;
using Darkroom.Imaging;
using Darkroom.Packaging;

namespace Darkroom.Copies;

/// <summary>
/// Writes metadata into a file that this product encoded: about the origin, which platforms read to label AI images, and the parameters, which other
/// programs read. The file has no other metadata, and the pixels are not changed.
/// </summary>
public static class MetadataWriter
{
    /// <summary>The maximum number of bytes that a packet adds to a file beyond its own length.</summary>
    public const int MaxOverhead = 64;

    /// <summary>The maximum length of parameters, in UTF-16 code units: a segment of a JPEG has room for them.</summary>
    public const int MaxParameters = 32_000;

    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    private const int PngSignature = 8;
    private const int PngHeader = 25;
    private const int RiffHead = 12;
    private const int ChunkHead = 8;
    private const byte HasXmp = 0x04;
    private const byte HasExif = 0x08;
    private const byte HasAlpha = 0x10;

    /// <summary>
    /// Returns the IPTC digital source type (https://cv.iptc.org/newscodes/digitalsourcetype/): made by a trained model or, for the painter,
    /// by an algorithm without training data.
    /// </summary>
    /// <param name="provider">The id of the provider.</param>
    public static string SourceType(string provider) =>
        SourceTypes + (provider == "painter" ? "algorithmicMedia" : "trainedAlgorithmicMedia");

    /// <summary>Returns an XMP packet (ISO 16684-1) with the source type. It contains neither prompt nor model, because the file is published.</summary>
    public static byte[] Packet(string sourceType) => Encoding.UTF8.GetBytes(
        $"""
        <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        Iptc4xmpExt:DigitalSourceType="{sourceType}" xmp:CreatorTool="Darkroom"/></rdf:RDF></x:xmpmeta>
        <?xpacket end="r"?>
        """.ReplaceLineEndings("\n"));

    /// <param name="packet">At most 65,000 bytes; empty for none.</param>
    /// <param name="parameters">The parameters as AUTOMATIC1111 writes them, up to <see cref="MaxParameters"/>; null for none.</param>
    public static byte[] Add(EncodedResult file, ReadOnlySpan<byte> packet, string? parameters = null) => file.Format switch
    {
        ImageFormat.Jpeg => ToJpeg(file.Bytes, packet, parameters),
        ImageFormat.Png => ToPng(file.Bytes, packet, parameters),
        ImageFormat.WebP => ToWebP(file, packet, parameters),
        _ => throw new ArgumentOutOfRangeException(nameof(file), file.Format, "Metadata are written into JPEG, PNG or WebP."),
    };

    /// <summary>Inserts APP1 segments after JFIF's APP0, if there is one.</summary>
    private static byte[] ToJpeg(ReadOnlySpan<byte> jpeg, ReadOnlySpan<byte> packet, string? parameters)
    {
        var at = jpeg[2..].StartsWith((ReadOnlySpan<byte>)[0xFF, 0xE0]) ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[4..]) : 2;
        return
        [
            .. jpeg[..at],
            .. parameters is null ? [] : App1("Exif\0\0"u8, Exif(parameters)),
            .. packet.IsEmpty ? [] : App1("http://ns.adobe.com/xap/1.0/\0"u8, packet),
            .. jpeg[at..],
        ];
    }

    private static byte[] App1(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> head = [0xFF, 0xE1, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], checked((ushort)(2 + name.Length + body.Length)));
        return [.. head, .. name, .. body];
    }

    /// <summary>Inserts uncompressed texts after the header. Parameters in ASCII are of the type that every program reads.</summary>
    private static byte[] ToPng(ReadOnlySpan<byte> png, ReadOnlySpan<byte> packet, string? parameters)
    {
        const int at = PngSignature + PngHeader;
        return
        [
            .. png[..at],
            .. parameters is null ? [] : Ascii.IsValid(parameters)
                ? Chunk("tEXtparameters\0"u8, Encoding.ASCII.GetBytes(parameters))
                : Chunk("iTXtparameters\0\0\0\0\0"u8, Encoding.UTF8.GetBytes(parameters)),
            .. packet.IsEmpty ? [] : Chunk("iTXtXML:com.adobe.xmp\0\0\0\0\0"u8, packet),
            .. png[at..],
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> typeAndName, ReadOnlySpan<byte> body)
    {
        byte[] chunk = [.. typeAndName, .. body];
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length - 4);
        Span<byte> check = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32.Of(chunk));
        return [.. length, .. chunk, .. check];
    }

    /// <summary>Appends chunks and announces them in the extended header (RFC 9649), which is added if it is missing.</summary>
    private static byte[] ToWebP(EncodedResult file, ReadOnlySpan<byte> packet, string? parameters)
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

        header[8] |= (byte)((parameters is null ? 0 : HasExif) | (packet.IsEmpty ? 0 : HasXmp));
        byte[] result =
        [
            .. webp[..RiffHead], .. header, .. extended ? first[header.Length..] : first,
            .. parameters is null ? [] : RiffChunk("EXIF"u8, Exif(parameters)), .. packet.IsEmpty ? [] : RiffChunk("XMP "u8, packet),
        ];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - ChunkHead);
        return result;
    }

    private static byte[] RiffChunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        Span<byte> head = [.. name, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], body.Length);
        return [.. head, .. body, .. body.Length % 2 == 0 ? ReadOnlySpan<byte>.Empty : [0]];
    }

    /// <summary>Returns an EXIF block (CIPA DC-008) with the comment alone, in UTF-16.</summary>
    private static byte[] Exif(string parameters)
    {
        byte[] comment = [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(parameters)];
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, comment.Length);
        return
        [
            .. "MM\0*\0\0\0\x08"u8,
            .. (ReadOnlySpan<byte>)[0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0], // One entry: the photo's directory is at 26.
            .. (ReadOnlySpan<byte>)[0, 1, 0x92, 0x86, 0, 7], .. length, .. (ReadOnlySpan<byte>)[0, 0, 0, 44, 0, 0, 0, 0], // One entry: the comment is at 44.
            .. comment,
        ];
    }

    private static void WriteUInt24(Span<byte> at, int value) => (at[0], at[1], at[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
}
