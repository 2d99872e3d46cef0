using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Darkroom.Sqlite.Storage;

/// <summary>Files that exist with their whole content or not at all.</summary>
internal static partial class DurableFile
{
    /// <summary>The size of a small image: a disk with less space than this is full.</summary>
    private const int ProbeBytes = 64 * 1024;

    /// <summary>Writes a file under a temporary name and renames it.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="unfinished">A directory on the same file system for the temporary file; created if it does not exist.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="flush">True to return only when content and name survive a power cut.</param>
    public static async Task WriteAsync(
        string path, string unfinished, ReadOnlyMemory<byte> bytes, bool flush, CancellationToken cancellationToken) => Publish(
        await WriteTemporaryAsync(unfinished, bytes.Length, flush, file => RandomAccess.WriteAsync(file, bytes, 0, cancellationToken).AsTask()),
        path,
        flush);

    /// <summary>Writes a file under a temporary name. It is deleted if writing fails.</summary>
    /// <param name="unfinished">As for <see cref="WriteAsync"/>.</param>
    /// <param name="size">The length to reserve on the disk; 0 if it is unknown.</param>
    /// <param name="flush">True to return only when the content survives a power cut.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>The path of the temporary file.</returns>
    public static async Task<string> WriteTemporaryAsync(string unfinished, long size, bool flush, Func<SafeFileHandle, Task> write)
    {
        PrivateFiles.CreateFolder(unfinished);
        var temporary = Path.Combine(unfinished, $"{Guid.NewGuid():N}.tmp");
        try
        {
            using var stream = PrivateFiles.Open(temporary, FileMode.CreateNew, size);
            await write(stream.SafeFileHandle);
            if (flush)
            {
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
            }

            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Gives a temporary file its name. The temporary file no longer exists afterwards, even if that fails.</summary>
    public static void Publish(string temporary, string path, bool flush)
    {
        try
        {
            PrivateFiles.CreateFolder(Path.GetDirectoryName(path)!);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        if (flush)
        {
            FlushName(path);
        }
    }

    /// <summary>Writes and flushes a file of <see cref="ProbeBytes"/> and deletes it.</summary>
    /// <param name="unfinished">A directory that exists.</param>
    /// <exception cref="IOException">The disk is full or rejects the write.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable for this user.</exception>
    public static async Task ProbeAsync(string unfinished, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(
            Path.Combine(unfinished, $"{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        await RandomAccess.WriteAsync(file, new byte[ProbeBytes], 0, cancellationToken);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes the name of a file survive a power cut.</summary>
    public static void FlushName(string path)
    {
        // Always the parent too: the directory may be new, and created by another call that has not flushed it yet.
        var directory = Path.GetDirectoryName(path)!;
        DirectoryFlush.Flush(directory);
        DirectoryFlush.Flush(Path.GetDirectoryName(directory)!);
    }

    /// <summary>Deletes the temporary files of an earlier process. Nothing may be written at the same time.</summary>
    public static void DeleteUnfinished(string unfinished)
    {
        foreach (var file in Directory.Exists(unfinished) ? Directory.EnumerateFiles(unfinished, "*.tmp") : [])
        {
            File.Delete(file);
        }
    }

    /// <summary>Creates a directory in one that exists. It survives a power cut when this returns.</summary>
    public static void CreateDirectory(string path)
    {
        PrivateFiles.CreateFolder(path);
        DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Opens a file for reading; null if it does not exist.</summary>
    public static Stream? OpenOrNull(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes a rename survive a power cut. .NET has no method for that; on Windows the file system does it by itself.</summary>
    private static class DirectoryFlush
    {
        private const int ReadOnly = 0;

        public static void Flush(string directory)
        {
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            var descriptor = Open(directory, ReadOnly);
            if (descriptor < 0)
            {
                throw new IOException($"{directory} cannot be opened: error {Marshal.GetLastPInvokeError()}.");
            }

            var flushed = Sync(descriptor);
            var error = Marshal.GetLastPInvokeError();
            _ = Close(descriptor);
            if (flushed != 0)
            {
                throw new IOException($"{directory} cannot be flushed: error {error}.");
            }
        }

        // DllImport: LibraryImport needs unsafe code, which only Darkroom.Imaging may have.
#pragma warning disable SYSLIB1054, CA2101
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        private static extern int Sync(int descriptor);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        private static extern int Close(int descriptor);
#pragma warning restore SYSLIB1054, CA2101
    }
}
