using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>One reference to a VipsImage. Images are immutable and lazy: pixels are computed when one is rendered or saved.</summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    /// <summary>So that code which writes several pixels at once need not treat the last ones differently.</summary>
    internal const int Slack = 32;

    private VipsImage(nint image)
        : base(0, ownsHandle: true) => SetHandle(image);

    public override bool IsInvalid => handle == 0;

    internal int Width => LibVips.Width(this);

    internal int Height => LibVips.Height(this);

    /// <summary>Of a text: where its ink begins, from the left of the box it was set in.</summary>
    internal int Left => LibVips.Left(this);

    /// <summary>Of a text: where its ink begins, from the top of its first line.</summary>
    internal int Top => LibVips.Top(this);

    internal int Bands => LibVips.Bands(this);

    internal int BandFormat => LibVips.BandFormat(this);

    internal int Interpretation => LibVips.Interpretation(this);

    internal int Pages => LibVips.Pages(this);

    /// <summary>The EXIF orientation, 1 to 8; 1 is upright, 5 and more lie on their side.</summary>
    internal int Orientation => LibVips.Orientation(this);

    internal bool HasAlpha => LibVips.HasAlpha(this) != 0;

    /// <summary>Whether it is what most pictures are: upright opaque 8-bit sRGB, nothing else to be known of it.</summary>
    internal bool IsPlainRgb => this is { Bands: 3, BandFormat: Darkroom.Imaging.Native.BandFormat.UChar, Interpretation: Darkroom.Imaging.Native.Interpretation.Srgb, Orientation: 1 }
        && !HasColourProfile;

    internal bool HasColourProfile => LibVips.MetadataType(this, "icc-profile-data") != 0;

    /// <summary>Takes over a reference.</summary>
    internal static VipsImage Own(nint image) => new(image);

    /// <summary>Sees interleaved 8-bit sRGB pixels, with alpha if there are four bands, as an image without copying them; the memory must outlive it.</summary>
    internal static VipsImage Over(byte* pixels, int width, int height, int bands)
    {
        var image = LibVips.NewImage(pixels, (nuint)((long)width * height * bands), width, height, bands, Darkroom.Imaging.Native.BandFormat.UChar);
        if (image == 0)
        {
            throw VipsOperation.Unexpected("new_from_memory");
        }

        LibVips.Describe(image, width, height, bands, Darkroom.Imaging.Native.BandFormat.UChar, coding: 0, Darkroom.Imaging.Native.Interpretation.Srgb, 1, 1);
        return new VipsImage(image);
    }

    /// <summary>A new image of 8-bit sRGB pixels that owns its memory; the caller fills it before anyone else sees it.</summary>
    /// <param name="pixels">Not zeroed, with <see cref="Slack"/> bytes behind the last pixel that may be written too.</param>
    internal static VipsImage New(int width, int height, int bands, out byte* pixels)
    {
        pixels = (byte*)NativeMemory.Alloc((nuint)((long)width * height * bands) + Slack);
        VipsImage image;
        try
        {
            image = Over(pixels, width, height, bands);
        }
        catch
        {
            NativeMemory.Free(pixels);
            throw;
        }

        GLib.Attach(image.handle, "darkroom-pixels", pixels, &Free);
        return image;
    }

    /// <summary>A second reference to the same image, for a step that has nothing to do.</summary>
    internal VipsImage Again() => new(GLib.Ref(this));

    /// <summary>Computes all pixels into memory, or gives null where the source does not decode.</summary>
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

    /// <summary>The same, and it ends soon after the token fires.</summary>
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

    /// <summary>The pixels of a rendered 8-bit image, interleaved, without gaps; valid until it is disposed.</summary>
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

/// <summary>VipsBandFormat, as far as it is named here (libvips image.h).</summary>
internal static class BandFormat
{
    internal const int UChar = 0;
}

/// <summary>VipsInterpretation, as far as it is named here (libvips image.h).</summary>
internal static class Interpretation
{
    internal const int Srgb = 22;
}
