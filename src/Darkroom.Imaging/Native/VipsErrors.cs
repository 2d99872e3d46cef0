using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>
/// libvips has one error text per process. <see cref="Take"/> copies and clears it under libvips' own lock; if two images fail at the same
/// moment, one text may describe both. Failures are therefore always detected by return values; the text is used in exceptions only and
/// never shown to users.
/// </summary>
internal static unsafe class VipsErrors
{
    private const int MaxCharacters = 300;

    /// <summary>Returns the error text and clears it.</summary>
    internal static string Take()
    {
        var text = LibVips.TakeErrors();
        try
        {
            var lines = (Marshal.PtrToStringUTF8((nint)text) ?? "").Trim().ReplaceLineEndings("; ");
            return lines.Length <= MaxCharacters ? lines : "… " + lines[^MaxCharacters..];
        }
        finally
        {
            GLib.Free(text);
        }
    }

    /// <summary>Clears the text. Some loaders write to it even if they succeed.</summary>
    internal static void Clear() => GLib.Free(LibVips.TakeErrors());
}
