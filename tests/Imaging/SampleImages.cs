using Darkroom.Imaging;
using Darkroom.Imaging.Native;

namespace Darkroom.Tests.Imaging;

/// <summary>Generated test images. The scene: red grows to the right, green grows downwards, blue is 128.</summary>
internal static class SampleImages
{
    internal static readonly ImageLimits Limits = new();

    internal static readonly ImagePipeline Pipeline = new(new ImagingOptions());

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static byte[] Scene(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = (y * width + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(x * 255 / width), (byte)(y * 255 / height), 128);
            }
        }

        return pixels;
    }

    /// <summary>The scene with noise, so that it does not compress well.</summary>
    internal static byte[] NoisyScene(int width, int height)
    {
        var pixels = Scene(width, height);
        var random = new Random(7);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-8, 9), 0, 255);
        }

        return pixels;
    }

    internal static Task<byte[]> Encode(ImageFormat format, int width, int height, int quality = 95) =>
        Pipeline.EncodeAsync(Scene(width, height), width, height, format, quality, Token);

    /// <summary>The scene with alpha: 0 at the left, opaque at the right.</summary>
    internal static byte[] WithAlpha(string saver, int width, int height, Func<int, byte>? alphaAt = null)
    {
        var rgb = Scene(width, height);
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
        {
            rgb.AsSpan(i * 3, 3).CopyTo(pixels.AsSpan(i * 4));
            pixels[i * 4 + 3] = alphaAt is null ? (byte)(i % width * 255 / Math.Max(1, width - 1)) : alphaAt(i % width);
        }

        return Save(pixels, width, height, 4, saver, image => image.AddReference());
    }

    /// <summary>The scene after a libvips operation, for kinds of files that Darkroom never writes.</summary>
    internal static byte[] Through(int width, int height, string saver, Func<VipsImage, VipsImage> change) =>
        Save(Scene(width, height), width, height, 3, saver, change);

    internal static VipsImage Cmyk(VipsImage image) =>
        VipsOperation.New("icc_transform").With("in", image).With("output-profile", "cmyk").With("input-profile", "srgb").Image();

    internal static VipsImage DisplayP3(VipsImage image) =>
        VipsOperation.New("icc_transform").With("in", image).With("output-profile", "p3").With("input-profile", "srgb").Image();

    internal static VipsImage SixteenBit(VipsImage image) =>
        VipsOperation.New("colourspace").With("in", image).With("space", 25).Image();

    internal static VipsImage Grey(VipsImage image) =>
        VipsOperation.New("colourspace").With("in", image).With("space", 1).Image();

    private static unsafe byte[] Save(byte[] pixels, int width, int height, int bands, string saver, Func<VipsImage, VipsImage> change)
    {
        Vips.EnsureStarted();
        fixed (byte* first = pixels)
        {
            using var image = VipsImage.FromMemory(first, width, height, bands);
            using var changed = change(image);
            return VipsOperation.New(saver).With("in", changed).Bytes();
        }
    }
}
