using System.Buffers;

namespace Darkroom;

/// <summary>
/// The bytes of one encoded picture (PNG, JPEG, WebP…). They may be rented from a pool because frames run to megabytes:
/// whoever receives one disposes it, and must not keep <see cref="Bytes"/> afterwards. <see cref="Share"/> makes another holder of
/// the same bytes; the last one to be disposed gives them back.
/// </summary>
public sealed class EncodedImage : IDisposable
{
    private readonly int _length;
    private HeldArray? _buffer;

    private EncodedImage(HeldArray buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>The encoded bytes, exactly as the provider sent them.</summary>
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

    /// <summary>Wraps an array of the caller's; nothing is copied.</summary>
    public static EncodedImage From(byte[] bytes) => new(new HeldArray(bytes, rented: false), bytes.Length);

    /// <summary>Takes over an array rented from <see cref="ArrayPool{T}.Shared"/>; disposing gives it back.</summary>
    /// <param name="rented">The array; the caller must not return it.</param>
    /// <param name="length">How many bytes of it count.</param>
    public static EncodedImage TakeOver(byte[] rented, int length) => new(new HeldArray(rented, rented: true), length);

    /// <summary>Another holder of the same bytes, to be disposed on its own; nothing is copied.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public EncodedImage Share()
    {
        var buffer = _buffer;
        ObjectDisposedException.ThrowIf(buffer is null, this);
        buffer.AddHolder();
        return new EncodedImage(buffer, _length);
    }

    public void Dispose() => Interlocked.Exchange(ref _buffer, null)?.RemoveHolder();

    /// <summary>An array and how many images hold it.</summary>
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
