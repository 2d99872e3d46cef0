using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>
/// Decodes base64 from UTF-8 JSON directly into an image. Accepts both alphabets (RFC 4648 §4 and §5), with and without padding,
/// white space, and a <c>data:…,</c> prefix with any parameters.
/// </summary>
internal static class Base64Image
{
    /// <param name="json">The JSON text that <paramref name="text"/> refers to.</param>
    /// <param name="text">The range of the base64.</param>
    /// <returns>The image, which the caller disposes; null if the text is empty or not base64.</returns>
    public static EncodedImage? Decode(ReadOnlySpan<byte> json, JsonStringRange text) => text switch
    {
        { IsEmpty: true } => null,
        { Escaped: true } => DecodeEscaped(json.Slice(text.Start - 1, text.Length + 2)),
        _ => Decode(json.Slice(text.Start, text.Length)),
    };

    /// <summary>Takes the image from the extractor if it was extracted from the response, and decodes it otherwise.</summary>
    /// <param name="extractor">The extractor that the response was read through; null if there is none.</param>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/param"/>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/returns"/>
    public static EncodedImage? Decode(ReadOnlySpan<byte> json, JsonStringRange text, Base64ImageExtractor? extractor) =>
        extractor is not null && extractor.TryTake(json.Slice(text.Start, text.Length), out var image) ? image : Decode(json, text);

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/returns"/>
    public static EncodedImage? Decode(string base64) => Decode(Encoding.UTF8.GetBytes(base64));

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonStringRange)" path="/returns"/>
    public static EncodedImage? Decode(ReadOnlySpan<byte> base64)
    {
        base64 = base64[PrefixLength(base64)..];
        var buffer = new ImageBuffer(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        return TryDecode(base64, buffer) || TryDecodeOther(base64, buffer) ? EncodedImage.TakeOver(buffer) : Discard(buffer);
    }

    /// <summary>Copies base64 in the standard alphabet and without white space.</summary>
    /// <param name="from">Base64 of either alphabet.</param>
    /// <param name="to">A buffer that is at least as long.</param>
    /// <returns>The number of bytes written.</returns>
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

    /// <summary>Decodes the URL-safe alphabet, missing padding and percent-encoded characters.</summary>
    /// <param name="base64">The base64 without a prefix.</param>
    /// <param name="buffer">An empty buffer.</param>
    private static bool TryDecodeOther(ReadOnlySpan<byte> base64, ImageBuffer buffer)
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

            return TryDecode(text.AsSpan(0, length), buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <returns>False if the text is empty or not base64 in the standard form. The buffer remains empty then.</returns>
    private static bool TryDecode(ReadOnlySpan<byte> base64, ImageBuffer buffer)
    {
        var decoded = Base64.DecodeFromUtf8(base64, buffer.FreeSpan(Base64.GetMaxDecodedFromUtf8Length(base64.Length)), out _, out var length);
        if (decoded is not OperationStatus.Done || length == 0)
        {
            return false;
        }

        buffer.Advance(length);
        return true;
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
            // The escapes are not valid text, such as an unpaired surrogate.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static EncodedImage? Discard(ImageBuffer buffer)
    {
        buffer.Dispose();
        return null;
    }

    /// <summary>Returns the length of a data URL's prefix (RFC 2397), whose parameters may contain a quoted comma.</summary>
    private static int PrefixLength(ReadOnlySpan<byte> base64)
    {
        const int maxLength = 4096;
        var start = base64[..Math.Min(base64.Length, maxLength)];
        var mark = start.IndexOf(";base64,"u8);
        if (mark >= 0)
        {
            return mark + ";base64,"u8.Length;
        }

        var blank = start.Length - start.TrimStart(" \t\r\n"u8).Length;
        return Ascii.EqualsIgnoreCase(start[blank..Math.Min(start.Length, blank + 5)], "data:"u8) ? start.IndexOf((byte)',') + 1 : 0;
    }
}
