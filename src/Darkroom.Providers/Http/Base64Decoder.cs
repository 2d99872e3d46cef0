using System.Buffers;
using System.Buffers.Text;
using Darkroom.Imaging;

namespace Darkroom.Providers.Http;

/// <summary>Decodes an image from pieces of base64 into native memory that grows with it.</summary>
/// <param name="expected">The expected size in bytes.</param>
/// <param name="room">The image's room. The decoder takes ownership of it.</param>
internal sealed class Base64Decoder(int expected, ImageBudget.Room room) : IDisposable
{
    private const int Quad = 4;

    /// <summary>Characters outside the standard alphabet: the two of the URL-safe alphabet, and white space.</summary>
    private static readonly SearchValues<byte> Unusual = SearchValues.Create("-_ \t\r\n"u8);

    /// <summary>The last one to four characters so far. Only the last ones of all may be padded.</summary>
    private readonly byte[] _rest = new byte[Quad];
    private ImageBuffer? _buffer = new(expected);
    private int _restLength;

    /// <summary>Decodes the next piece, of any length.</summary>
    public void Append(ReadOnlySpan<byte> base64)
    {
        if (_buffer is null || base64.IsEmpty)
        {
            return;
        }

        if (base64.ContainsAny(Unusual))
        {
            AppendNormalized(base64);
            return;
        }

        if (_restLength + base64.Length <= Quad)
        {
            KeepRest(base64);
            return;
        }

        if (_restLength > 0)
        {
            var missing = Quad - _restLength;
            KeepRest(base64[..missing]);
            base64 = base64[missing..];
            _restLength = 0;
            Decode(_rest, last: false);
        }

        var whole = (base64.Length - 1) / Quad * Quad;
        Decode(base64[..whole], last: false);
        KeepRest(base64[whole..]);
    }

    /// <summary>Discards the image because the text is not base64.</summary>
    public void Abandon() => Dispose();

    /// <returns>The image, which the caller disposes; null if the text is empty or not base64.</returns>
    public EncodedImage? Finish()
    {
        while (_restLength is > 1 and < Quad)
        {
            // Add missing padding.
            _rest[_restLength++] = (byte)'=';
        }

        Decode(_rest.AsSpan(0, _restLength), last: true);
        if (_buffer is not { Length: > 0 } buffer)
        {
            Dispose();
            return null;
        }

        _buffer = null;
        room.Resize(buffer.Length);
        return EncodedImage.TakeOver(buffer, room);
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            buffer.Dispose();
            room.Dispose();
        }
    }

    private void AppendNormalized(ReadOnlySpan<byte> base64)
    {
        var text = ArrayPool<byte>.Shared.Rent(base64.Length);
        Append(text.AsSpan(0, Base64Image.Normalize(base64, text)));
        ArrayPool<byte>.Shared.Return(text);
    }

    private void KeepRest(ReadOnlySpan<byte> base64)
    {
        base64.CopyTo(_rest.AsSpan(_restLength));
        _restLength += base64.Length;
    }

    private void Decode(ReadOnlySpan<byte> base64, bool last)
    {
        if (_buffer is null || base64.IsEmpty)
        {
            return;
        }

        var into = _buffer.FreeSpan(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        var status = Base64.DecodeFromUtf8(base64, into, out var read, out var written, last);
        _buffer.Advance(written);
        if (status is not OperationStatus.Done || read < base64.Length)
        {
            Abandon();
        }
    }
}
