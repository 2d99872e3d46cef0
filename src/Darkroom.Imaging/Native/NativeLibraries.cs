using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>Finds the system's libvips, GLib and fontconfig under the file names that distributions use.</summary>
internal static class NativeLibraries
{
    internal const string Vips = "vips";
    internal const string GObject = "gobject-2.0";
    internal const string Glib = "glib-2.0";
    internal const string Fontconfig = "fontconfig";

    /// <summary>Runtime packages have only the versioned name; development packages add the other.</summary>
    private static readonly Dictionary<string, string[]> FileNames = new()
    {
        [Vips] = ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll", "libvips.so", "libvips.dylib"],
        [GObject] = ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll", "libgobject-2.0.so"],
        [Fontconfig] = ["libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll", "libfontconfig.so"],
        [Glib] = ["libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll", "libglib-2.0.so"],
    };

    private static readonly Dictionary<string, nint> Loaded = [];

    /// <summary>Loads all libraries and resolves every P/Invoke of this assembly to them. Call once, before any P/Invoke.</summary>
    internal static bool TryLoad([NotNullWhen(false)] out string? missing)
    {
        foreach (var (library, fileNames) in FileNames)
        {
            if (!TryLoad(fileNames, out var handle))
            {
                missing = fileNames[0];
                return false;
            }

            Loaded[library] = handle;
        }

        NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) => Loaded.GetValueOrDefault(name));
        missing = null;
        return true;
    }

    private static bool TryLoad(string[] fileNames, out nint handle)
    {
        foreach (var fileName in fileNames)
        {
            // The loader searches the architecture's folders; the explicit folders are for systems without its cache.
            if (NativeLibrary.TryLoad(fileName, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out handle)
                || NativeLibrary.TryLoad(Path.Combine("/usr/local/lib", fileName), out handle)
                || NativeLibrary.TryLoad(Path.Combine("/opt/homebrew/lib", fileName), out handle))
            {
                return true;
            }
        }

        handle = 0;
        return false;
    }
}
