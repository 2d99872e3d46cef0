using System.Buffers;

namespace Darkroom;

/// <summary>
/// The bytes of one encoded image (PNG, JPEG, WebP…). They may be rented from a pool, because images run to megabytes: the receiver
/// disposes the image and must not use <see cref="Bytes"/> afterwards. <see cref="Share"/> adds a holder of the same bytes; they are
/// returned to the pool when the last holder is disposed.
/// </summary>
public sealed class EncodedImage : IDisposable
{
    private readonly int _length;
    private HeldArray? _buffer;

    private EncodedImage(HeldArray buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>The encoded bytes as the provider sent them.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            var buffer = _buffer;
            ObjectDisposedException.ThrowIf(buffer is null, this);
            return new ReadOnlyMemory<byte>(buffer.Array, 0, _length);
        }
    }

    /// <summary>Wraps the caller's array without copying it.</summary>
    public static EncodedImage From(byte[] bytes) => new(new HeldArray(bytes, rented: false), bytes.Length);

    /// <summary>Takes over an array rented from <see cref="ArrayPool{T}.Shared"/>. Disposing returns it.</summary>
    /// <param name="rented">The array; the caller must not return it.</param>
    /// <param name="length">The number of bytes that belong to the image.</param>
    public static EncodedImage TakeOver(byte[] rented, int length) => new(new HeldArray(rented, rented: true), length);

    /// <summary>Returns another holder of the same bytes, which is disposed independently.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public EncodedImage Share()
    {
        var buffer = _buffer;
        ObjectDisposedException.ThrowIf(buffer is null, this);
        buffer.AddHolder();
        return new EncodedImage(buffer, _length);
    }

    public void Dispose() => Interlocked.Exchange(ref _buffer, null)?.RemoveHolder();

    /// <summary>An array and the number of its holders.</summary>
    private sealed class HeldArray(byte[] array, bool rented)
    {
        private int _holders = 1;

        public byte[] Array => array;

        public void AddHolder() => Interlocked.Increment(ref _holders);

        public void RemoveHolder()
        {
            if (Interlocked.Decrement(ref _holders) == 0 && rented)
            {
                ArrayPool<byte>.Shared.Return(array);
            }
        }
    }
}
