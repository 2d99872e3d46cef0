using Darkroom.Imaging.Drawing;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging;

/// <summary>Starts the system's libvips, once per process, with everything closed that this product does not need.</summary>
public static class Vips
{
    private const string Install = "install it with: apt-get install libvips42";

    private static readonly Version Oldest = new(8, 14);

    /// <summary>The first version whose vector code is compiled ahead of time, with Highway instead of liborc.</summary>
    private static readonly Version WithoutOrc = new(8, 15);

    /// <summary>
    /// The only loaders that may touch bytes from outside: from memory, six formats, and SVG, which only <see cref="Drawing.Logo"/> uses, after
    /// a check of its own. TIFF is read after a check of its directory, see <see cref="Inspection.TiffHeader"/>. No PDF, no ImageMagick.
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
    /// Loads and configures libvips on the first call; later calls, from any thread, give the same answer.
    /// Everything else in this namespace starts it by itself; call this at start-up to report a missing library early.
    /// </summary>
    /// <returns><see cref="VipsStatus.Ready"/>, or <see cref="VipsStatus.Unusable"/> with what to do. It never throws.</returns>
    public static VipsStatus Start() => Started.Value;

    /// <exception cref="InvalidOperationException">libvips cannot be used.</exception>
    internal static void Require()
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

        Glibc.ShareMemory();
        GLib.SilenceWarnings();
        LibVips.SetConcurrency(1);          // whole pictures run side by side instead
        LibVips.SetCacheMax(0);             // no picture is processed twice, and a cached operation would outlive its pinned bytes
        LibVips.SetLeakReport(false);
        if (version < WithoutOrc)
        {
            // Its vector code is compiled at run time by liborc, whose code memory is not safe to share between threads: with pictures
            // side by side the process ended in a segmentation fault inside it.
            LibVips.SetVector(false);
        }

        return new VipsStatus.Ready(version);
    }
}
