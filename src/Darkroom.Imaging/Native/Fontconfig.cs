using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>The part of fontconfig that reads font files. Pango, and so libvips, depends on the library.</summary>
internal static unsafe partial class Fontconfig
{
    private const string Family = "family";
    private const int Match = 0;  // FcResultMatch

    /// <summary>Returns the family name of a font file; null if FreeType cannot open it or it has none.</summary>
    internal static string? GetFamily(string path)
    {
        var pattern = Query(path, 0, null, out _);
        if (pattern is null)
        {
            return null;
        }

        try
        {
            return GetString(pattern, Family, 0, out var name) == Match ? Marshal.PtrToStringUTF8((nint)name) : null;
        }
        finally
        {
            Destroy(pattern);
        }
    }

    [LibraryImport(NativeLibraries.Fontconfig, EntryPoint = "FcFreeTypeQuery", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void* Query(string path, uint face, void* blanks, out int faces);

    /// <summary>The text is owned by the pattern.</summary>
    [LibraryImport(NativeLibraries.Fontconfig, EntryPoint = "FcPatternGetString", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetString(void* pattern, string property, int number, out byte* text);

    [LibraryImport(NativeLibraries.Fontconfig, EntryPoint = "FcPatternDestroy")]
    private static partial void Destroy(void* pattern);
}
