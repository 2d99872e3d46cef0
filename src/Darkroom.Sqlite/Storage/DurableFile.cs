using System.Runtime.InteropServices;

namespace Darkroom.Sqlite.Storage;

/// <summary>Files that are there whole or not at all.</summary>
internal static partial class DurableFile
{
    /// <summary>Less than this is as good as nothing: a small image has as much.</summary>
    private const int ProbeBytes = 64 * 1024;

    /// <summary>Writes to a temporary file and renames it.</summary>
    /// <param name="path">What it is to be called.</param>
    /// <param name="unfinished">Where it is written: a directory on the same file system, made if need be.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="flush">Whether the content and the name are on the disk when this returns.</param>
    /// <param name="writtenAt">What the file is dated.</param>
    public static async Task WriteAsync(
        string path, string unfinished, ReadOnlyMemory<byte> bytes, bool flush, DateTimeOffset writtenAt, CancellationToken cancellationToken)
    {
        var directory = Path.GetDirectoryName(path)!;
        PrivateFiles.CreateFolder(directory);
        PrivateFiles.CreateFolder(unfinished);
        var temporary = Path.Combine(unfinished, $"{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = PrivateFiles.Open(temporary, FileMode.CreateNew, bytes.Length))
            {
                var file = stream.SafeFileHandle;
                await RandomAccess.WriteAsync(file, bytes, 0, cancellationToken);
                File.SetLastWriteTimeUtc(file, writtenAt.UtcDateTime);
                if (flush)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }

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
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable for this user.</exception>
    public static async Task ProbeAsync(string unfinished, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(
            Path.Combine(unfinished, $"{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        await RandomAccess.WriteAsync(file, new byte[ProbeBytes], 0, cancellationToken);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes the name of a file that is there survive a power cut.</summary>
    public static void FlushName(string path)
    {
        // The parent always too: the directory may be new, made by this call or by another that has not flushed it yet.
        var directory = Path.GetDirectoryName(path)!;
        DirectoryFlush.Flush(directory);
        DirectoryFlush.Flush(Path.GetDirectoryName(directory)!);
    }

    /// <summary>Deletes what an earlier process did not finish. Nobody else may be writing.</summary>
    public static void DeleteUnfinished(string unfinished)
    {
        foreach (var file in Directory.Exists(unfinished) ? Directory.EnumerateFiles(unfinished, "*.tmp") : [])
        {
            File.Delete(file);
        }
    }

    /// <summary>Makes a directory in one that exists; it is on the disk when this returns.</summary>
    public static void CreateDirectory(string path)
    {
        PrivateFiles.CreateFolder(path);
        DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
    }

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

    /// <summary>Makes a rename survive a power cut. .NET has no call for it; on Windows the file system does it by itself.</summary>
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
