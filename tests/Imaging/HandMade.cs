using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Darkroom.Tests.Imaging;

/// <summary>Files assembled byte by byte, for content that no encoder writes.</summary>
internal static class HandMade
{
    /// <summary>An 8-bit grey PNG that claims a size and contains the given number of zero rows.</summary>
    internal static byte[] Png(int width, int height, int rows) => PngContainer.Write(
        width, height, PngContainer.Grey, PngContainer.Compress(Enumerable.Repeat(new byte[width + 1], rows), CompressionLevel.SmallestSize));

    /// <summary>Inserts a chunk between IHDR and the rest of a PNG.</summary>
    internal static byte[] WithChunk(byte[] png, string type, byte[] body) =>
        [.. png[..PngContainer.AfterHeader], .. PngContainer.Chunk(type, body), .. png[PngContainer.AfterHeader..]];

    internal static byte[] AnimationControl(int frames)
    {
        var body = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(body, frames);
        return body;
    }

    /// <summary>Inserts an EXIF block with one orientation tag after the start of a JPEG.</summary>
    internal static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] tiff = [.. "MM\0*\0\0\0\b\0\x01\x01\x12\0\x03\0\0\0\x01\0"u8, orientation, 0, 0, 0, 0, 0, 0];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        var length = body.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. body, .. jpeg[2..]];
    }

    /// <summary>A GIF whose frames fill the screen with the second of two colours, black and white.</summary>
    internal static byte[] Gif(byte width, byte height, int frames)
    {
        using var file = new MemoryStream();
        file.Write([.. "GIF89a"u8, width, 0, height, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
        for (var frame = 0; frame < frames; frame++)
        {
            file.Write([0x21, 0xF9, 4, 0, 5, 0, 0, 0, 0x2C, 0, 0, 0, 0, width, 0, height, 0, 0]);
            WriteGifPixels(file, width * height);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>Wraps the image of a simple WebP file in an animation that shows it several times.</summary>
    internal static byte[] AnimatedWebP(byte[] still, int width, int height, int frames)
    {
        var image = still[12..];
        byte[] edges = [.. Le24(width - 1), .. Le24(height - 1)];
        byte[] frame = [.. Le24(0), .. Le24(0), .. edges, .. Le24(100), 0, .. image];
        byte[] body =
        [
            .. "WEBP"u8, .. Riff("VP8X", [0x02, 0, 0, 0, .. edges]), .. Riff("ANIM", new byte[6]),
            .. Enumerable.Repeat(Riff("ANMF", frame), frames).SelectMany(chunk => chunk),
        ];
        return Riff("RIFF", body);
    }

    /// <summary>Removes the third component from the headers of a JPEG, which leaves an undefined colour space.</summary>
    internal static byte[] WithTwoComponents(byte[] jpeg)
    {
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        var scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        return
        [
            .. jpeg[..(frame + 3)], 14, .. jpeg[(frame + 4)..(frame + 9)], 2, .. jpeg[(frame + 10)..(frame + 16)],
            .. jpeg[(frame + 19)..(scan + 3)], 10, 2, .. jpeg[(scan + 5)..(scan + 9)], .. jpeg[(scan + 11)..],
        ];
    }

    /// <summary>A progressive JPEG header followed by any number of empty scans.</summary>
    internal static byte[] JpegOfScans(ushort width, ushort height, int scans)
    {
        byte[] frame = [0xFF, 0xC2, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0];
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0x00];
        return [0xFF, 0xD8, .. frame, .. Enumerable.Repeat(scan, scans).SelectMany(bytes => bytes), 0xFF, 0xD9];
    }

    /// <summary>LZW without compression: three-bit codes, with a clear code before they would grow.</summary>
    private static void WriteGifPixels(MemoryStream file, int pixels)
    {
        List<int> codes = [4];
        for (var i = 0; i < pixels; i++)
        {
            codes.Add(1);
            if (i % 2 == 1)
            {
                codes.Add(4);
            }
        }

        codes.Add(5);
        var packed = new byte[(codes.Count * 3 + 7) / 8];
        for (var i = 0; i < codes.Count * 3; i++)
        {
            packed[i / 8] |= (byte)((codes[i / 3] >> i % 3 & 1) << i % 8);
        }

        file.WriteByte(2);
        foreach (var block in packed.Chunk(255))
        {
            file.WriteByte((byte)block.Length);
            file.Write(block);
        }

        file.WriteByte(0);
    }

    private static byte[] Riff(string type, byte[] body)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        return [.. Encoding.ASCII.GetBytes(type), .. length, .. body, .. new byte[body.Length & 1]];
    }

    private static byte[] Le24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
