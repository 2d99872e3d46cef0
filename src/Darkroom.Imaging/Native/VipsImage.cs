using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>A reference to a VipsImage. Images are immutable and lazy: pixels are computed when the image is rendered or saved.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    /// <summary>Bytes after the last pixel that may be overwritten, so that vector code needs no special case for the last pixels.</summary>
    internal const int Slack = 32;

    private VipsImage(nint image)
        : base(0, ownsHandle: true) => SetHandle(image);

    public override bool IsInvalid => handle == 0;

    internal int Width => LibVips.Width(this);

    internal int Height => LibVips.Height(this);

    /// <summary>For rendered text: the distance from the left of the box to the ink.</summary>
    internal int Left => LibVips.Left(this);

    /// <summary>For rendered text: the distance from the top of the first line to the ink.</summary>
    internal int Top => LibVips.Top(this);

    internal int Bands => LibVips.Bands(this);

    internal int BandFormat => LibVips.BandFormat(this);

    internal int Interpretation => LibVips.Interpretation(this);

    internal int Pages => LibVips.Pages(this);

    /// <summary>The EXIF orientation, 1 to 8; 1 is upright, 5 to 8 are rotated by 90°.</summary>
    internal int Orientation => LibVips.Orientation(this);

    internal bool HasAlpha => LibVips.HasAlpha(this) != 0;

    internal bool HasColourProfile => LibVips.MetadataType(this, "icc-profile-data") != 0;

    /// <summary>The EXIF block as it is in the file, valid until the image is disposed; empty if there is none.</summary>
    internal ReadOnlySpan<byte> Exif =>
        LibVips.MetadataType(this, "exif-data") != 0 && LibVips.MetadataBlob(this, "exif-data", out var data, out var length) == 0 && length <= int.MaxValue
            ? new ReadOnlySpan<byte>(data, (int)length)
            : default;

    /// <summary>Wraps a reference that the caller owns.</summary>
    internal static VipsImage TakeOwnership(nint image) => new(image);

    /// <summary>Wraps interleaved 8-bit sRGB pixels, with alpha if there are four bands, without copying them. The memory must outlive the image.</summary>
    internal static VipsImage FromMemory(byte* pixels, int width, int height, int bands)
    {
        var image = LibVips.NewImage(pixels, (nuint)((long)width * height * bands), width, height, bands, Darkroom.Imaging.Native.BandFormat.UChar);
        if (image == 0)
        {
            throw VipsOperation.Unexpected("new_from_memory");
        }

        LibVips.Describe(image, width, height, bands, Darkroom.Imaging.Native.BandFormat.UChar, coding: 0, Darkroom.Imaging.Native.Interpretation.Srgb, 1, 1);
        return new VipsImage(image);
    }

    /// <summary>Allocates an image of 8-bit sRGB pixels that owns its memory. The caller fills it before passing it on.</summary>
    /// <param name="pixels">The memory, not zeroed, followed by <see cref="Slack"/> writable bytes.</param>
    internal static VipsImage Allocate(int width, int height, int bands, out byte* pixels)
    {
        pixels = (byte*)NativeMemory.Alloc((nuint)((long)width * height * bands) + Slack);
        VipsImage image;
        try
        {
            image = FromMemory(pixels, width, height, bands);
        }
        catch
        {
            NativeMemory.Free(pixels);
            throw;
        }

        GLib.Attach(image.handle, "darkroom-pixels", pixels, &Free);
        return image;
    }

    /// <summary>Makes an image whose frames lie below each other an animation that repeats. Only for an image that nothing else uses.</summary>
    /// <param name="frameHeight">The height of each frame in pixels.</param>
    /// <param name="delays">The milliseconds that each frame is shown.</param>
    internal void Animate(int frameHeight, ReadOnlySpan<int> delays)
    {
        LibVips.SetMetadata(this, "page-height", frameHeight);
        LibVips.SetMetadata(this, "loop", 0);
        fixed (int* first = delays)
        {
            LibVips.SetMetadata(this, "delay", first, delays.Length);
        }
    }

    /// <summary>Returns a second reference to the same image, for a step that changes nothing.</summary>
    internal VipsImage AddReference() => new(GLib.Ref(this));

    /// <summary>Computes all pixels into memory; null if the source does not decode.</summary>
    internal VipsImage? TryRender()
    {
        var rendered = LibVips.CopyToMemory(this);
        if (rendered != 0)
        {
            return new VipsImage(rendered);
        }

        VipsErrors.Clear();
        return null;
    }

    /// <summary>Computes all pixels into memory, with cancellation; null if the source does not decode.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    internal VipsImage? TryRender(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        VipsImage? rendered;
        using (cancellationToken.UnsafeRegister(static image => LibVips.SetKill((VipsImage)image!, true), this))
        {
            rendered = TryRender();
        }

        if (cancellationToken.IsCancellationRequested)
        {
            rendered?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return rendered;
    }

    /// <summary>Returns the pixels of a rendered 8-bit image, interleaved, without gaps; valid until the image is disposed.</summary>
    internal ReadOnlySpan<byte> Pixels()
    {
        var pixels = LibVips.Pixels(this);
        return pixels is null
            ? throw VipsOperation.Unexpected("get_data")
            : new ReadOnlySpan<byte>(pixels, checked(Width * Height * Bands));
    }

    protected override bool ReleaseHandle()
    {
        GLib.Unref(handle);
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(void* pixels) => NativeMemory.Free(pixels);
}

/// <summary>The values of VipsBandFormat that are used (libvips image.h).</summary>
internal static class BandFormat
{
    internal const int UChar = 0;
}

/// <summary>The values of VipsInterpretation that are used (libvips image.h).</summary>
internal static class Interpretation
{
    internal const int Srgb = 22;
}
