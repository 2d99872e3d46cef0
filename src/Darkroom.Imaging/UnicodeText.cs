using System.Runtime.InteropServices;
using System.Text;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging;

/// <summary>Unicode normalisation by GLib, which has its own tables: without ICU, .NET does not normalise.</summary>
public static class UnicodeText
{
    /// <summary>Returns the composed form (NFC): a letter and its accent become one character if there is one.</summary>
    /// <param name="text">The text, without U+0000. Unpaired surrogates become U+FFFD.</param>
    /// <exception cref="InvalidOperationException">libvips cannot be used, see <see cref="Vips.Start"/>.</exception>
    public static unsafe string Composed(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        Vips.EnsureStarted();
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* first = bytes)
        {
            var composed = GLib.Normalize(first, bytes.Length, GLib.ComposeCanonically);
            try
            {
                return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(composed));
            }
            finally
            {
                GLib.Free(composed);
            }
        }
    }
}
