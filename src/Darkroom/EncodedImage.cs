using System.Buffers;

namespace Darkroom;

/// <summary>
/// The bytes of one encoded picture (PNG, JPEG, WebP…). They may be rented from a pool because frames run to megabytes:
/// whoever receives one disposes it, and must not keep <see cref="Bytes"/> afterwards.
/// </summary>
public sealed class EncodedImage : IDisposable
{
    private byte[]? _buffer;
    private readonly int _length;
    private readonly bool _rented;

    private EncodedImage(byte[] buffer, int length, bool rented) => (_buffer, _length, _rented) = (buffer, length, rented);

    /// <summary>The encoded bytes, exactly as the provider sent them.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return new ReadOnlyMemory<byte>(_buffer, 0, _length);
        }
    }

    /// <summary>Wraps an array of the caller's; nothing is copied.</summary>
    public static EncodedImage Of(byte[] bytes) => new(bytes, bytes.Length, rented: false);

    /// <summary>Takes over an array rented from <see cref="ArrayPool{T}.Shared"/>; disposing gives it back.</summary>
    /// <param name="rented">The array; the caller must not return it.</param>
    /// <param name="length">How many bytes of it count.</param>
    public static EncodedImage TakeOver(byte[] rented, int length) => new(rented, length, rented: true);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer && _rented)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
