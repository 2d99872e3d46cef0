using System.Buffers;
using System.Runtime.InteropServices;

namespace Darkroom.Imaging;

/// <summary>
/// Bytes in native memory, written once and growing while they arrive, such as an image from a provider. Images run to megabytes: pooled arrays of
/// that size would stay with the process for ever, and the garbage collector would keep them for long.
/// </summary>
/// <remarks>
/// Not for concurrent writers. Reading after <see cref="Dispose()"/> throws <see cref="ObjectDisposedException"/>; a pin delays the
/// release of the memory until it is removed. There is no finalizer, because it could free what a span still reads: the owner must dispose the
/// buffer.
/// </remarks>
public sealed unsafe class ImageBuffer : MemoryManager<byte>
{
    private const int MinCapacity = 4096;

    private readonly Lock _gate = new();
    private byte* _start;
    private int _capacity;
    private int _pins;
    private bool _disposed;

    /// <param name="capacity">The number of bytes that are expected.</param>
    public ImageBuffer(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _capacity = Math.Max(capacity, MinCapacity);
        _start = (byte*)NativeMemory.Alloc((nuint)_capacity);
    }

    /// <summary>The number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written.</summary>
    /// <exception cref="ObjectDisposedException">After the buffer was disposed.</exception>
    public ReadOnlyMemory<byte> Written
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return CreateMemory(Length);
        }
    }

    /// <summary>The whole memory, of which <see cref="Length"/> bytes are written.</summary>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Span<byte>(_start, _capacity);
    }

    /// <summary>Returns the unwritten rest, at least as large as requested. Earlier spans and memories must not be used afterwards.</summary>
    /// <exception cref="InvalidOperationException">The buffer must grow but is pinned.</exception>
    public Memory<byte> FreeMemory(int size = 1)
    {
        EnsureRoom(size);
        return CreateMemory(Length, _capacity - Length);
    }

    /// <inheritdoc cref="FreeMemory"/>
    public Span<byte> FreeSpan(int size) => FreeMemory(size).Span;

    /// <summary>Writes a copy of bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(FreeSpan(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Counts bytes as written.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _capacity - Length);
        Length += count;
    }

    /// <summary>Frees the memory, or lets the last pin free it.</summary>
    public void Dispose() => Dispose(true);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_capacity, nameof(elementIndex));
            _pins++;
            return new MemoryHandle(_start + elementIndex, pinnable: this);
        }
    }

    public override void Unpin()
    {
        lock (_gate)
        {
            _pins--;
            FreeIfUnused();
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _disposed = true;
            FreeIfUnused();
        }
    }

    private void EnsureRoom(int size)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var needed = checked(Length + Math.Max(size, 1));
            if (needed <= _capacity)
            {
                return;
            }

            if (_pins > 0)
            {
                throw new InvalidOperationException("A pinned buffer cannot grow.");
            }

            var capacity = Math.Max(needed, (int)Math.Min(_capacity * 2L, Array.MaxLength));
            _start = (byte*)NativeMemory.Realloc(_start, (nuint)capacity);
            _capacity = capacity;
        }
    }

    private void FreeIfUnused()
    {
        if (_disposed && _pins == 0 && _start != null)
        {
            NativeMemory.Free(_start);
            _start = null;
        }
    }
}
