using System.Buffers.Binary;
using System.Text;

namespace Darkroom.Imaging.Metadata;

/// <summary>Reads the text chunks of a PNG (W3C PNG Third Edition §11.3.3), before and after the pixels. Checksums are ignored.</summary>
internal static class PngText
{
    private const int SignatureBytes = 8;
    private const int MaxKeywordBytes = 79;

    internal static void Collect(ReadOnlySpan<byte> png, TextCollector texts)
    {
        for (var rest = png[SignatureBytes..]; rest.Length >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
            {
                return;
            }

            var type = rest.Slice(4, 4);
            var body = rest.Slice(8, (int)length);
            if (type.SequenceEqual("tEXt"u8) && TryTakeKeyword(ref body, out var key))
            {
                texts.Add(key, body);
            }
            else if (type.SequenceEqual("zTXt"u8) && TryTakeKeyword(ref body, out key) && body.Length > 1)
            {
                texts.AddCompressed(key, body[1..]);
            }
            else if (type.SequenceEqual("iTXt"u8) && TryTakeKeyword(ref body, out key))
            {
                AddInternational(key, body, texts);
            }

            rest = rest[(int)(length + 12)..];
        }
    }

    /// <param name="body">Two bytes about the compression, the language and the keyword in that language, both ended by zero, and the text.</param>
    private static void AddInternational(string key, ReadOnlySpan<byte> body, TextCollector texts)
    {
        if (body.Length < 2)
        {
            return;
        }

        var compressed = body[0] == 1;
        var text = body[2..];
        for (var i = 0; i < 2; i++)
        {
            text = text[(text.IndexOf((byte)0) + 1)..];
        }

        if (compressed)
        {
            texts.AddCompressed(key, text);
        }
        else
        {
            texts.Add(key, text);
        }
    }

    private static bool TryTakeKeyword(ref ReadOnlySpan<byte> body, out string key)
    {
        var end = body[..Math.Min(body.Length, MaxKeywordBytes + 1)].IndexOf((byte)0);
        key = end < 1 ? "" : Encoding.Latin1.GetString(body[..end]);
        body = body[(end + 1)..];
        return key.Length > 0;
    }
}
