using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>Memory settings of glibc.</summary>
internal static partial class Glibc
{
    private const int MaxArenas = -8;       // M_ARENA_MAX
    private const int MmapThreshold = -3;   // M_MMAP_THRESHOLD
    private const int Arenas = 2;
    private const int LargeBlock = 1024 * 1024;

    /// <summary>
    /// Limits the number of allocation arenas. Images are processed on any pool thread; by default glibc gives each thread its own arena and
    /// keeps freed memory there: about 100 MB after a busy minute.
    /// </summary>
    internal static void LimitArenas()
    {
        try
        {
            _ = SetOption(MaxArenas, Arenas);
            _ = SetOption(MmapThreshold, LargeBlock);
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            // The C library is not glibc.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
