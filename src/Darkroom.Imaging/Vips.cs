using Darkroom.Imaging.Drawing;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging;

/// <summary>Starts the system's libvips, once per process, with all loaders blocked that Darkroom does not need.</summary>
public static class Vips
{
    private const string Install = "install it with: apt-get install libvips42";

    private static readonly Version Oldest = new(8, 14);

    /// <summary>The first version that uses Highway, compiled ahead of time, instead of liborc.</summary>
    private static readonly Version WithoutOrc = new(8, 15);

    /// <summary>
    /// The only loaders that may read untrusted bytes: six formats from memory, and SVG, which only <see cref="Drawing.Logo"/> uses, after
    /// <see cref="Inspection.SvgCheck"/>. TIFF is read after a check of its directory, see <see cref="Inspection.TiffHeader"/>. No PDF, no ImageMagick.
    /// </summary>
    private static readonly string[] AllowedLoaders =
    [
        "VipsForeignLoadPngBuffer",
        "VipsForeignLoadJpegBuffer",
        "VipsForeignLoadWebpBuffer",
        "VipsForeignLoadHeifBuffer",
        "VipsForeignLoadNsgifBuffer",
        "VipsForeignLoadTiffBuffer",
        "VipsForeignLoadSvgBuffer",
    ];

    private static readonly Lazy<VipsStatus> Started = new(StartOnce, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>
    /// Loads and configures libvips on the first call; later calls, from any thread, return the same result.
    /// All other methods of this project call it too; call it at start-up to report a missing library early.
    /// </summary>
    /// <returns><see cref="VipsStatus.Ready"/>, or <see cref="VipsStatus.Unusable"/> with instructions for the operator. Never throws.</returns>
    public static VipsStatus Start() => Started.Value;

    /// <summary>Starts libvips if it is not running.</summary>
    /// <exception cref="InvalidOperationException">libvips cannot be used.</exception>
    internal static void EnsureStarted()
    {
        if (Start() is VipsStatus.Unusable(var message))
        {
            throw new InvalidOperationException(message);
        }
    }

    private static VipsStatus StartOnce()
    {
        if (!NativeLibraries.TryLoad(out var missing))
        {
            return new VipsStatus.Unusable($"The image library {missing} was not found; {Install}");
        }

        try
        {
            return Configure();
        }
        catch (EntryPointNotFoundException absent)
        {
            return new VipsStatus.Unusable($"The installed libvips is too old ({absent.Message}); {Install} (8.14 or newer)");
        }
    }

    private static VipsStatus Configure()
    {
        var version = new Version(LibVips.Version(0), LibVips.Version(1), LibVips.Version(2));
        if (version < Oldest)
        {
            return new VipsStatus.Unusable($"libvips {version} is too old, 8.14 or newer is needed; {Install}");
        }

        if (LibVips.Init("darkroom") != 0)
        {
            return new VipsStatus.Unusable($"libvips {version} did not start ({VipsErrors.Take()}); {Install}");
        }

        LibVips.BlockUntrusted(true);
        LibVips.BlockOperation("VipsForeignLoad", true);
        foreach (var loader in AllowedLoaders)
        {
            LibVips.BlockOperation(loader, false);
        }

        Glibc.LimitArenas();
        GLib.SilenceWarnings();
        LibVips.SetConcurrency(1);          // images are processed in parallel instead
        LibVips.SetCacheMax(0);             // no image is processed twice, and a cached operation would outlive its pinned bytes
        LibVips.SetLeakReport(false);
        if (version < WithoutOrc)
        {
            // liborc compiles vector code at run time and is not thread-safe: parallel processing caused segmentation faults in it.
            LibVips.SetVector(false);
        }

        return new VipsStatus.Ready(version);
    }
}
