using System.Buffers.Binary;
using System.Text;

namespace Darkroom.Tests.Imaging.Metadata;

/// <summary>An EXIF block, and the containers that it is in.</summary>
internal static class ExifSample
{
    internal const ushort Make = 0x010F;
    internal const ushort Model = 0x0110;
    internal const ushort UserComment = 0x9286;
    internal const ushort DateTimeOriginal = 0x9003;
    internal const ushort OffsetTimeOriginal = 0x9011;

    private const ushort PhotoDirectory = 0x8769;

    internal static (ushort, byte[]) Text(ushort tag, string text) => (tag, [.. Encoding.UTF8.GetBytes(text), 0]);

    internal static (ushort, byte[]) Comment(string code, byte[] text) => (UserComment, [.. Encoding.ASCII.GetBytes(code.PadRight(8, '\0')), .. text]);

    /// <summary>Writes a block: tags up to <see cref="Model"/> in the first directory, the others in the one for photos.</summary>
    internal static byte[] Block(bool little, params (ushort Tag, byte[] Value)[] entries)
    {
        var main = entries.Where(entry => entry.Tag <= Model).ToArray();
        var photo = entries.Where(entry => entry.Tag > Model).ToArray();
        var photoStart = 8 + Directory(main, 0, null).Length;
        return
        [
            .. little ? "II"u8 : "MM"u8, .. Short(42), .. Long(8),
            .. Directory(main, 8, photo.Length == 0 ? null : photoStart), .. photo.Length == 0 ? [] : Directory(photo, photoStart, null),
        ];

        byte[] Directory((ushort Tag, byte[] Value)[] own, int start, int? next)
        {
            // The pointer is counted always, so that the length is known before its value is.
            var at = start + 2 + (12 * (own.Length + 1)) + 4;
            List<byte> table = [.. Short(own.Length + 1)];
            List<byte> values = [];
            foreach (var (tag, value) in own)
            {
                table.AddRange([.. Short(tag), .. Short(tag == UserComment ? 7 : 2), .. Long(value.Length)]);
                table.AddRange(value.Length <= 4 ? [.. value, .. new byte[4 - value.Length]] : Long(at + values.Count));
                values.AddRange(value.Length <= 4 ? [] : value);
            }

            return [.. table, .. Short(PhotoDirectory), .. Short(4), .. Long(1), .. Long(next ?? 0), .. Long(0), .. values];
        }

        byte[] Short(int value) => little ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];

        byte[] Long(int value) => little ? [.. Short(value & 0xFFFF), .. Short(value >> 16)] : [.. Short(value >> 16), .. Short(value & 0xFFFF)];
    }

    internal static byte[] InJpeg(byte[] jpeg, byte[] exif)
    {
        var length = exif.Length + 8;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. exif, .. jpeg[2..]];
    }

    internal static byte[] InPng(byte[] png, byte[] exif) => HandMade.WithChunk(png, "eXIf", exif);

    /// <summary>Turns a simple WebP into an extended one (RFC 9649).</summary>
    internal static byte[] InWebP(byte[] webp, int width, int height, byte[] exif)
    {
        byte[] body =
        [
            .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x08, 0, 0, 0, (byte)(width - 1), (byte)((width - 1) >> 8), 0, (byte)(height - 1), (byte)((height - 1) >> 8), 0,
            .. webp[12..], .. "EXIF"u8, .. Little(exif.Length), .. exif, .. new byte[exif.Length & 1],
        ];
        return [.. "RIFF"u8, .. Little(body.Length), .. body];

        static byte[] Little(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return bytes;
        }
    }

    /// <summary>Adds an item to the AVIF among the assets, which has one item: its place, its type, that it describes the first, and its content at the end.</summary>
    internal static byte[] InAvif(byte[] exif)
    {
        const int meta = 28, location = 87, information = 121, properties = 156, added = 18 + 21 + 26;
        var avif = Assets.Read("scene.avif");
        byte[] item = [0, 0, 0, 0, .. exif];
        var at = avif.Length + added + 8;
        byte[] head = [.. avif[..properties]];
        Grow(meta, added);
        Grow(location, 18);
        Grow(information, 21);
        head[location + 15] = 2;
        head[information + 13] = 2;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(location + 20), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(location + 20)) + added);
        return
        [
            .. head[..information], 0, 2, 0, 0, .. Big(at), 0, 1, .. Big(0), .. Big(item.Length),
            .. head[information..properties], .. Big(21), .. "infe"u8, 2, 0, 0, 0, 0, 2, 0, 0, .. "Exif\0"u8,
            .. Big(26), .. "iref"u8, 0, 0, 0, 0, .. Big(14), .. "cdsc"u8, 0, 2, 0, 1, 0, 1,
            .. avif[properties..], .. Big(item.Length + 8), .. "mdat"u8, .. item,
        ];

        void Grow(int box, int bytes) =>
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(box), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(box)) + bytes);

        static byte[] Big(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }
    }
}
