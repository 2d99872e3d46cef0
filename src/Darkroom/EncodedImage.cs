using Darkroom.Imaging;

namespace Darkroom;

/// <summary>
/// The bytes of one encoded image (PNG, JPEG, WebP…). They may be in native memory, because images run to megabytes: the receiver
/// disposes the image and must not use <see cref="Bytes"/> afterwards. <see cref="Share"/> adds a holder of the same bytes; they are
/// freed when the last holder is disposed.
/// </summary>
public sealed class EncodedImage : IDisposable
{
    private readonly IDisposable? _room;
    private HeldBytes? _held;

    private EncodedImage(HeldBytes held, IDisposable? room) => (_held, _room) = (held, room);

    /// <summary>The encoded bytes as the provider sent them.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public ReadOnlyMemory<byte> Bytes => Held.Bytes;

    private HeldBytes Held
    {
        get
        {
            var held = _held;
            ObjectDisposedException.ThrowIf(held is null, this);
            return held;
        }
    }

    /// <summary>Wraps the caller's array without copying it.</summary>
    public static EncodedImage From(byte[] bytes) => new(new HeldBytes(bytes, null), null);

    /// <summary>Takes over a buffer, which is disposed with the last holder.</summary>
    /// <param name="buffer">The buffer; the caller must not dispose it.</param>
    /// <param name="room">The image's room in the <see cref="ImageBudget"/>, if it has one. It is left when this holder is disposed.</param>
    public static EncodedImage TakeOver(ImageBuffer buffer, IDisposable? room = null) => new(new HeldBytes(buffer.Written, buffer), room);

    /// <summary>Returns another holder of the same bytes, which is disposed independently. It has no room in the budget.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public EncodedImage Share()
    {
        var held = Held;
        held.AddHolder();
        return new EncodedImage(held, null);
    }

    /// <summary>Leaves the image's room in the budget, for an image that waits for something else than this machine.</summary>
    public void LeaveRoom() => _room?.Dispose();

    public void Dispose()
    {
        Interlocked.Exchange(ref _held, null)?.RemoveHolder();
        LeaveRoom();
    }

    /// <summary>Bytes and the number of their holders.</summary>
    private sealed class HeldBytes(ReadOnlyMemory<byte> bytes, IDisposable? owner)
    {
        private int _holders = 1;

        public ReadOnlyMemory<byte> Bytes => bytes;

        public void AddHolder() => Interlocked.Increment(ref _holders);

        public void RemoveHolder()
        {
            if (Interlocked.Decrement(ref _holders) == 0)
            {
                owner?.Dispose();
            }
        }
    }
}
