using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>The names that the imports use. The package's file contains libvips together with GLib and everything else that it needs.</summary>
internal static class NativeLibraries
{
    internal const string Vips = "vips";
    internal const string GObject = "gobject-2.0";
    internal const string Glib = "glib-2.0";

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";

    /// <summary>Loads the file and resolves every P/Invoke into it. Call once, before any P/Invoke.</summary>
    /// <returns>Null, or a sentence for the operator.</returns>
    internal static string? Load()
    {
        var problem = NativeFile.Load(FileName, out var handle);
        if (problem is null)
        {
            NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) => name is Vips or GObject or Glib ? handle : 0);
        }

        return problem;
    }
}
