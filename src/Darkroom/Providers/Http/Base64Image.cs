using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Darkroom.Providers.Http;

/// <summary>Decodes base64 from UTF-8 JSON straight into a pooled picture.</summary>
internal static class Base64Image
{
    /// <summary>Whitespace and a <c>data:…,</c> prefix are accepted.</summary>
    /// <param name="json">The text that <paramref name="text"/> lies in.</param>
    /// <param name="text">Where the base64 is.</param>
    /// <returns>Null where it is not base64 or empty. The caller disposes the picture.</returns>
    public static EncodedImage? Decode(ReadOnlySpan<byte> json, JsonText text) => text switch
    {
        { IsEmpty: true } => null,
        { Escaped: true } => DecodeEscaped(json.Slice(text.Start - 1, text.Length + 2)),
        _ => DecodePlain(json.Slice(text.Start, text.Length)),
    };

    /// <summary>The same where pictures were lifted out of the answer.</summary>
    /// <param name="lifted">Null where they were not.</param>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonText)" path="/param"/>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonText)" path="/returns"/>
    public static EncodedImage? Decode(ReadOnlySpan<byte> json, JsonText text, LiftedImages? lifted) =>
        lifted is not null && lifted.TryTake(json.Slice(text.Start, text.Length), out var image) ? image : Decode(json, text);

    /// <summary>Whitespace and a <c>data:…,</c> prefix are accepted.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, JsonText)" path="/returns"/>
    public static EncodedImage? Decode(string base64) => DecodePlain(Encoding.UTF8.GetBytes(base64));

    private static EncodedImage? DecodePlain(ReadOnlySpan<byte> base64)
    {
        base64 = base64[PrefixOf(base64)..];
        var buffer = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        var status = Base64.DecodeFromUtf8(base64, buffer, out _, out var length);
        return Wrap(buffer, status, length);
    }

    private static EncodedImage? DecodeEscaped(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        var buffer = ArrayPool<byte>.Shared.Rent(quoted.Length);
        int length;
        try
        {
            length = reader.CopyString(buffer);
        }
        catch (InvalidOperationException)
        {
            // Escapes that make no text, such as half a surrogate pair.
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }

        var prefix = PrefixOf(buffer.AsSpan(0, length));
        buffer.AsSpan(prefix, length - prefix).CopyTo(buffer);
        var status = Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, length - prefix), out var written);
        return Wrap(buffer, status, written);
    }

    private static EncodedImage? Wrap(byte[] buffer, OperationStatus status, int length)
    {
        if (status is OperationStatus.Done && length > 0)
        {
            return EncodedImage.TakeOver(buffer, length);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    private static int PrefixOf(ReadOnlySpan<byte> base64)
    {
        const int longest = 100;
        return base64.StartsWith("data:"u8) ? base64[..Math.Min(base64.Length, longest)].IndexOf((byte)',') + 1 : 0;
    }
}
