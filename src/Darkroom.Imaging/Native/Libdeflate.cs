using System.Runtime.InteropServices;

namespace Darkroom.Imaging.Native;

/// <summary>libdeflate, if the system has it: it inflates an image's data in two thirds of the time that .NET's zlib takes, but only as a whole.</summary>
internal static unsafe class Libdeflate
{
    private static readonly string[] Names = ["libdeflate.so.0", "libdeflate.0.dylib", "libdeflate.dll"];
    private static readonly delegate* unmanaged[Cdecl]<nint> New;
    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint*, int> Decompress;
    private static readonly delegate* unmanaged[Cdecl]<nint, void> Free;

    static Libdeflate()
    {
        if (Names.Select(name => NativeLibrary.TryLoad(name, out var handle) ? handle : 0).FirstOrDefault(handle => handle != 0) is var library and not 0
            && NativeLibrary.TryGetExport(library, "libdeflate_alloc_decompressor", out var create)
            && NativeLibrary.TryGetExport(library, "libdeflate_zlib_decompress", out var decompress)
            && NativeLibrary.TryGetExport(library, "libdeflate_free_decompressor", out var free))
        {
            New = (delegate* unmanaged[Cdecl]<nint>)create;
            Decompress = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, nuint*, int>)decompress;
            Free = (delegate* unmanaged[Cdecl]<nint, void>)free;
        }
    }

    internal static bool IsAvailable => Free is not null;

    /// <summary>Inflates a zlib stream (RFC 1950) whose size is known, and verifies its checksum.</summary>
    /// <returns>False if the stream is damaged or has another size.</returns>
    internal static bool TryInflate(ReadOnlySpan<byte> zlib, Span<byte> into)
    {
        var decompressor = New();
        try
        {
            fixed (byte* from = zlib, to = into)
            {
                return decompressor != 0 && Decompress(decompressor, from, (nuint)zlib.Length, to, (nuint)into.Length, null) == 0;
            }
        }
        finally
        {
            Free(decompressor);
        }
    }
}
