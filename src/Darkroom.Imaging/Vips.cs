using Darkroom.Imaging.Drawing;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging;

/// <summary>Starts libvips, once per process, with all loaders blocked that Darkroom does not need and with Darkroom's own list of fonts.</summary>
public static class Vips
{
    /// <summary>Users may replace the file, for example by a newer build.</summary>
    private static readonly Version Oldest = new(8, 18);

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
    /// All other methods of this project call it too; call it at start-up to report a missing or damaged file early.
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
        if (NativeLibraries.Load() is { } problem)
        {
            return new VipsStatus.Unusable(problem);
        }

        try
        {
            return Configure();
        }
        catch (EntryPointNotFoundException absent)
        {
            return new VipsStatus.Unusable($"The libvips that replaces Darkroom's own lacks a function ({absent.Message}). Use a build of 8.18 or newer that contains GLib.");
        }
    }

    private static VipsStatus Configure()
    {
        var version = new Version(LibVips.Version(0), LibVips.Version(1), LibVips.Version(2));
        if (version < Oldest)
        {
            return new VipsStatus.Unusable($"libvips {version}, which replaces Darkroom's own, is too old: 8.18 or newer is needed.");
        }

        if (!File.Exists(Fonts.Configuration))
        {
            return new VipsStatus.Unusable($"The file {Fonts.Configuration} is missing. Install Darkroom again.");
        }

        // fontconfig reads the variable at the first text. The environment of .NET is a copy, so only native code can set it.
        GLib.SetEnvironment("FONTCONFIG_FILE", Fonts.Configuration, overwrite: true);
        if (LibVips.Init("darkroom") != 0)
        {
            return new VipsStatus.Unusable($"libvips {version} did not start: {VipsErrors.Take()}");
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
        return new VipsStatus.Ready(version);
    }
}
