namespace Darkroom.Sqlite;

/// <summary>
/// Files and folders that only the user who runs Darkroom can read. On Windows, a new file has the access list of its folder, usually that of the
/// user's profile.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PlainFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>COR_E_IO: an <see cref="IOException"/> without a code of the system.</summary>
    private const int GeneralFault = unchecked((int)0x80131620);

    /// <summary>Creates a folder with mode 700 unless it exists. Missing parents are created with the default mode.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FolderMode);
        }
    }

    /// <summary>Opens a file. A new file has mode 600.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">A mode that may create a file.</param>
    /// <param name="size">The length to reserve on the disk.</param>
    public static FileStream Open(string path, FileMode mode, long size = 0) => Open(path, mode, size, FileShare.None, FileOptions.None);

    /// <summary>Creates a file that is gone once it is closed. Where the system allows it, it has no name from the start.</summary>
    public static FileStream CreateTemporary(string path)
    {
        var file = Open(path, FileMode.OpenOrCreate, 0, FileShare.Delete, FileOptions.DeleteOnClose);
        File.Delete(path);
        return file;
    }

    private static FileStream Open(string path, FileMode mode, long size, FileShare share, FileOptions extra)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = mode == FileMode.OpenOrCreate ? FileAccess.ReadWrite : FileAccess.Write,
            Share = share,
            Options = extra,
            BufferSize = 0,
            PreallocationSize = size,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PlainFileMode;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException full) when (size > 0 && full.HResult == GeneralFault)
        {
            // The only fault that .NET throws without the code of the system: the disk has no room for the reserved length.
            throw new IOException(full.Message, StorageErrors.DiskFull);
        }
    }

    /// <summary>Removes the access of other users of the machine.</summary>
    /// <returns>A sentence about what failed; null if nothing did.</returns>
    public static string? Tighten(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) == 0)
        {
            return null;
        }

        var reason = "the file system keeps the mode";
        try
        {
            File.SetUnixFileMode(path, mode & ~Others);
            if ((File.GetUnixFileMode(path) & Others) == 0)
            {
                return null;
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            reason = refused.Message;
        }

        return $"Other users of this machine may be able to read {path} (mode {Convert.ToString((int)mode, 8)}), and Darkroom cannot change that: {reason}";
    }
}
