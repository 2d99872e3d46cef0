using System.Buffers;
using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>
/// A VipsBlob over managed bytes, which libvips does not copy. The bytes stay pinned until this is disposed; dispose every image made from
/// it first.
/// </summary>
internal sealed unsafe class PinnedBlob : SafeHandle
{
    private MemoryHandle _pin;

    private PinnedBlob(void* data, int length, MemoryHandle pin)
        : base(0, ownsHandle: true)
    {
        First = (byte*)data;
        (Length, _pin) = (length, pin);
        SetHandle(LibVips.NewBlob(null, data, (nuint)length));
    }

    public override bool IsInvalid => handle == 0;

    internal byte* First { get; }

    internal int Length { get; }

    /// <summary>Pins and wraps bytes.</summary>
    internal static PinnedBlob Pin(ReadOnlyMemory<byte> bytes)
    {
        var pin = bytes.Pin();
        return new PinnedBlob(pin.Pointer, bytes.Length, pin);
    }

    /// <summary>Wraps bytes that the caller keeps pinned.</summary>
    internal static PinnedBlob Pin(byte* bytes, int length) => new(bytes, length, default);

    protected override bool ReleaseHandle()
    {
        LibVips.UnrefArea(handle);
        _pin.Dispose();
        return true;
    }
}
