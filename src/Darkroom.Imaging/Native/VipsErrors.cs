using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>
/// libvips keeps one error text for the whole process. Taking it copies and clears it under libvips' own lock, so it never grows and
/// never tears; but when two pictures fail at the same moment, one text may carry both. Whether something failed is therefore always
/// read from return values; the text only ever goes into exceptions for programmers, never to a person.
/// </summary>
internal static unsafe class VipsErrors
{
    private const int MaxCharacters = 300;

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

    /// <summary>Also after success: some loaders note their second thoughts and then succeed.</summary>
    internal static void Clear() => GLib.Free(LibVips.TakeErrors());
}
