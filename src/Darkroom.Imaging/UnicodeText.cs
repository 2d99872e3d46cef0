using System.Runtime.InteropServices;
using System.Text;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging;

/// <summary>Text work that needs Unicode's tables: .NET leaves text as it is where it runs without ICU, GLib brings them along.</summary>
public static class UnicodeText
{
    /// <summary>The composed form (NFC): a letter and its accent become one character where there is one.</summary>
    /// <param name="text">Without U+0000; unpaired surrogates become U+FFFD.</param>
    /// <exception cref="InvalidOperationException">libvips cannot be used, see <see cref="Vips.Start"/>.</exception>
    public static unsafe string Composed(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        Vips.Require();
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
