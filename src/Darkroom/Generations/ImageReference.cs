using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json.Serialization;

namespace Darkroom.Generations;

/// <summary>A picture as somebody gave it to work from; nothing about it is checked yet.</summary>
[JsonConverter(typeof(ImageReferenceJson))]
public abstract record ImageReference
{
    /// <summary>The longest head that a data URL may have, in bytes: types have short names.</summary>
    private const int MaxHeadLength = 200;

    private ImageReference()
    {
    }

    /// <summary>One of the gallery's.</summary>
    /// <param name="Id">Well formed, but perhaps of nothing.</param>
    public sealed record Stored(string Id) : ImageReference;

    /// <summary>One that was sent along.</summary>
    /// <param name="Bytes">Whatever they are: the type that was claimed for them is not kept.</param>
    public sealed record Inline(ReadOnlyMemory<byte> Bytes) : ImageReference;

    /// <summary>Neither.</summary>
    /// <param name="Message">What is wrong and what would be right; nothing of the text is in it.</param>
    public sealed record Unreadable(string Message) : ImageReference;

    /// <summary>Reads a data URL (RFC 2397, base64 only) or an image's id.</summary>
    public static ImageReference Read(ReadOnlySpan<byte> utf8)
    {
        if (!IsPrefix(utf8, "data:"u8))
        {
            return utf8.Length <= 64 && Encoding.UTF8.GetString(utf8) is var id && Ids.IsWellFormed(id)
                ? new Stored(id)
                : new Unreadable("Write a data URL (data:image/png;base64,…) or the id of an image in the gallery.");
        }

        var comma = utf8[..Math.Min(utf8.Length, MaxHeadLength)].IndexOf((byte)',');
        if (comma < 0 || !IsPrefix(utf8[Math.Max(0, comma - 7)..comma], ";base64"u8))
        {
            return new Unreadable("The data URL has no base64 in it. Write data:image/png;base64, and then the picture's bytes in base64.");
        }

        var text = utf8[(comma + 1)..];
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) == OperationStatus.Done
            ? new Inline(bytes.AsMemory(0, written))
            : new Unreadable("The data URL's base64 is damaged or cut off.");
    }

    private static bool IsPrefix(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);
}
