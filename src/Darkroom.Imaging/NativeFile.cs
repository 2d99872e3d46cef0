using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Darkroom.Imaging;

/// <summary>
/// Loads the native libraries that are delivered with the program, and no others: a copy that the system has is never used. To replace a
/// library, replace its file.
/// </summary>
public static class NativeFile
{
    private const int ElfHeaderBytes = 64;

    /// <summary>Loads a library.</summary>
    /// <param name="fileName">The file name without a folder, as its package names it on this platform.</param>
    /// <param name="handle">The loaded library.</param>
    /// <returns>Null if it was loaded, else one sentence for the operator that names the file and the reason.</returns>
    public static string? Load(string fileName, out nint handle)
    {
        handle = 0;
        if (Find(fileName) is not { } path)
        {
            return $"The file {fileName} is missing in {AppContext.BaseDirectory}. Install Darkroom again, or build it for {RuntimeInformation.RuntimeIdentifier}.";
        }

        try
        {
            if (IsTruncated(path))
            {
                return $"The file {path} is damaged: it is truncated. Install Darkroom again.";
            }

            handle = NativeLibrary.Load(path);
            return null;
        }
        catch (Exception unusable) when (unusable is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return $"The file {path} is damaged, unreadable or made for another system ({FirstLine(unusable)}). Install Darkroom again.";
        }
    }

    /// <summary>Looks beside the program, or where the host has unpacked a single file or found the packages' files.</summary>
    private static string? Find(string fileName)
    {
        var host = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return host.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(AppContext.BaseDirectory)
            .Select(folder => Path.Combine(folder, fileName))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// True for a 64-bit little-endian ELF file that ends before its section headers, which come last. The loader of Linux does not notice:
    /// the process would be killed at the first access to what is missing. Those of other systems check their files themselves.
    /// </summary>
    private static bool IsTruncated(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[ElfHeaderBytes];
        var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (!header[..read].StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return false;
        }

        var sections = BinaryPrimitives.ReadUInt64LittleEndian(header[0x28..]);
        var (size, count) = (BinaryPrimitives.ReadUInt16LittleEndian(header[0x3A..]), BinaryPrimitives.ReadUInt16LittleEndian(header[0x3C..]));
        return read < header.Length || sections > (ulong)file.Length || sections + (ulong)(size * count) > (ulong)file.Length;
    }

    private static string FirstLine(Exception fault) => fault.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');
}
