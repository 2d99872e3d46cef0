using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>The C library's own settings for memory, where it is glibc.</summary>
internal static partial class Glibc
{
    private const int MaxArenas = -8;       // M_ARENA_MAX
    private const int MinMapped = -3;     // M_MMAP_THRESHOLD
    private const int Arenas = 2;
    private const int Large = 1024 * 1024;

    /// <summary>
    /// Pictures are worked on by whatever thread is free. Left to itself, glibc gives each of them memory of its own and keeps there what
    /// pictures leave behind: some 100 MB after a busy minute.
    /// </summary>
    internal static void ShareMemory()
    {
        try
        {
            _ = SetOption(MaxArenas, Arenas);
            _ = SetOption(MinMapped, Large);
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, with ways of its own.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
