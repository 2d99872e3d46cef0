using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>
/// Decodes base64 from UTF-8 JSON straight into a pooled image. Accepted are both alphabets (RFC 4648 §4 and §5), with and without padding,
/// white space, and a <c>data:…,</c> prefix with any parameters.
/// </summary>
internal static class Base64Image
{
    /// <param name="json">The text that <paramref name="text"/> lies in.</param>
    /// <param name="text">Where the base64 is.</param>
    /// <returns>Null where it is not base64 or empty. The caller disposes the image.</returns>
    public static EncodedImage? Decode(ReadOnlySpan<byte> json, JsonStringRange text) => text switch
    {
        { IsEmpty: true } => null,
        { Escaped: true } => DecodeEscaped(json.Slice(text.Start - 1, text.Length + 2)),
        _ => Decode(json.Slice(text.Start, text.Length)),
    };

    /// <summary>The same where images were lifted out of the answer.</summary>
    /// <param name="lifted">Null where they were not.</param>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/param"/>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/returns"/>
    public static EncodedImage? Decode(ReadOnlySpan<byte> json, JsonStringRange text, Base64ImageExtractor? lifted) =>
        lifted is not null && lifted.TryTake(json.Slice(text.Start, text.Length), out var image) ? image : Decode(json, text);

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/returns"/>
    public static EncodedImage? Decode(string base64) => Decode(Encoding.UTF8.GetBytes(base64));

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/returns"/>
    public static EncodedImage? Decode(ReadOnlySpan<byte> base64)
    {
        base64 = base64[PrefixOf(base64)..];
        var buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        return Base64.DecodeFromUtf8(base64, buffer, out _, out var length) is OperationStatus.Done
            ? Wrap(buffer, length)
            : DecodeOther(base64, buffer);
    }

    /// <summary>Copies base64 in the standard alphabet, without white space and padding.</summary>
    /// <param name="from">Base64 of either alphabet.</param>
    /// <param name="to">At least as long.</param>
    /// <returns>How much was written.</returns>
    public static int Normalize(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var length = 0;
        foreach (var one in from)
        {
            if (one is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                to[length++] = one switch
                {
                    (byte)'-' => (byte)'+',
                    (byte)'_' => (byte)'/',
                    _ => one,
                };
            }
        }

        return length;
    }

    /// <summary>The other alphabet, missing padding, or characters escaped as in an address.</summary>
    /// <param name="base64">Without a prefix.</param>
    /// <param name="buffer">Rented; taken over.</param>
    private static EncodedImage? DecodeOther(ReadOnlySpan<byte> base64, byte[] buffer)
    {
        var plain = base64.Contains((byte)'%') ? Encoding.ASCII.GetBytes(Uri.UnescapeDataString(Encoding.ASCII.GetString(base64))) : base64;
        var text = ArrayPool<byte>.Shared.Rent(plain.Length + 3);
        try
        {
            var length = text.AsSpan(0, Normalize(plain, text)).TrimEnd((byte)'=').Length;
            while (length % 4 != 0 && length % 4 != 1)
            {
                text[length++] = (byte)'=';
            }

            var status = Base64.DecodeFromUtf8(text.AsSpan(0, length), buffer, out _, out var written);
            return Wrap(buffer, status is OperationStatus.Done ? written : 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static EncodedImage? DecodeEscaped(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        var buffer = ArrayPool<byte>.Shared.Rent(quoted.Length);
        try
        {
            return Decode(buffer.AsSpan(0, reader.CopyString(buffer)));
        }
        catch (InvalidOperationException)
        {
            // Escapes that make no text, such as half a surrogate pair.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static EncodedImage? Wrap(byte[] buffer, int length)
    {
        if (length > 0)
        {
            return EncodedImage.TakeOver(buffer, length);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    /// <summary>Of a data URL (RFC 2397): parameters may be of any number and length, and a quoted one may hold a comma.</summary>
    private static int PrefixOf(ReadOnlySpan<byte> base64)
    {
        const int longest = 4096;
        var start = base64[..Math.Min(base64.Length, longest)];
        var mark = start.IndexOf(";base64,"u8);
        if (mark >= 0)
        {
            return mark + ";base64,"u8.Length;
        }

        var blank = start.Length - start.TrimStart(" \t\r\n"u8).Length;
        return Ascii.EqualsIgnoreCase(start[blank..Math.Min(start.Length, blank + 5)], "data:"u8) ? start.IndexOf((byte)',') + 1 : 0;
    }
}
