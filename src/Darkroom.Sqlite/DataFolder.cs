using Darkroom.Storage;

namespace Darkroom.Sqlite;

/// <summary>
/// The folder with all data: a copy of it, made while the server is stopped, is a complete backup. One process at a time holds it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>The name of the folder for the keys that secrets in the database are encrypted with.</summary>
    public const string KeysName = "keys";

    private const int ReadOnlyFileSystem = 30;

    private const string LockName = "darkroom.lock";
    private const string DatabaseName = "darkroom.db";
    private const string AddressName = "darkroom.address";

    /// <summary>The files that Darkroom creates in the folder. SQLite adds files beside the database while it is open.</summary>
    private static readonly string[] OwnFiles = [LockName, DatabaseName, DatabaseName + "-wal", DatabaseName + "-shm", DatabaseName + "-journal", AddressName];

    private readonly FileStream? _lock;

    private DataFolder(string path, FileStream? held) => (Path, _lock) = (path, held);

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    public string DatabaseFile => System.IO.Path.Combine(Path, DatabaseName);

    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    public string Previews => System.IO.Path.Combine(Path, "previews");

    /// <summary>The folder of the keys that secrets in the database are encrypted with.</summary>
    public string Keys => System.IO.Path.Combine(Path, KeysName);

    /// <summary>Returns the folder of temporary files, which is on the same file system as the finished ones.</summary>
    internal static string UnfinishedIn(string folder) => System.IO.Path.Combine(folder, "unfinished");

    /// <summary>Creates the folder if it does not exist, and takes it for this process.</summary>
    /// <exception cref="IOException">The folder cannot be used; the message says why and what to do.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            PrivateFiles.CreateFolder(full);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data folder {full} cannot be created: {FolderFault.ReasonOf(refused)} Set DARKROOM_DATA to a folder that can be written.", refused);
        }

        return new DataFolder(full, Take(full));
    }

    /// <summary>Returns the folder without taking it, to read while another process may hold it.</summary>
    public static DataFolder Peek(string path) => new(System.IO.Path.GetFullPath(path), held: null);

    /// <summary>Returns the data folder that a path is or is in, also through links; null if there is none. The path need not exist.</summary>
    public static string? Around(string path)
    {
        for (var at = WithoutLinks(path); at is not null; at = System.IO.Path.GetDirectoryName(at))
        {
            if (File.Exists(System.IO.Path.Combine(at, DatabaseName)))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Returns whether a process holds the folder. False also if the folder does not exist or cannot be read.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            // A shared lock: it is refused while another process has the exclusive one, and conflicts with no other reader.
            using var file = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Stores the address of the server that holds the folder, in a file that only this user can read.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteAddress(string path, Uri address)
    {
        var unfinished = System.IO.Path.Combine(path, AddressName + ".tmp");
        File.Delete(unfinished);
        using (var file = PrivateFiles.Open(unfinished, FileMode.CreateNew))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(address.AbsoluteUri));
        }

        File.Move(unfinished, System.IO.Path.Combine(path, AddressName), overwrite: true);
    }

    /// <summary>Removes the address, when the server stops.</summary>
    /// <exception cref="IOException">The file cannot be deleted.</exception>
    public static void DeleteAddress(string path) => File.Delete(System.IO.Path.Combine(path, AddressName));

    /// <summary>
    /// Returns the address of the server that holds the folder; null if none does, or if it has not stored one. A file that a server left behind
    /// that did not stop properly does not count.
    /// </summary>
    public static Uri? ReadAddress(string path)
    {
        try
        {
            var text = File.ReadAllText(System.IO.Path.Combine(path, AddressName));
            return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && IsHeld(path) ? address : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Removes the access of other users of the machine to the data of an earlier version. The folder itself is changed only if it contains nothing
    /// else. Files in subfolders need no change, because other users can no longer enter these folders.
    /// </summary>
    /// <returns>A sentence for each file or folder whose mode could not be changed.</returns>
    internal IReadOnlyList<string> Tighten()
    {
        string[] own = [.. OwnFiles.Select(name => System.IO.Path.Combine(Path, name)), Blobs, Previews, Keys];
        var entries = Directory.GetFileSystemEntries(Path);
        var present = entries.Intersect(own).ToList();
        return [.. (present.Count == entries.Length ? present.Prepend(Path) : present).Select(PrivateFiles.Tighten).OfType<string>()];
    }

    public void Dispose() => _lock?.Dispose();

    private static string WithoutLinks(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var at = System.IO.Path.GetPathRoot(full)!;
        foreach (var name in full[at.Length..].Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(System.IO.Path.Combine(at, name));
            at = next.LinkTarget is null ? next.FullName : next.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        return at;
    }

    private static FileStream Take(string folder)
    {
        var file = System.IO.Path.Combine(folder, LockName);
        try
        {
            return PrivateFiles.Open(file, FileMode.OpenOrCreate);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem })
        {
            throw new IOException($"The data folder {folder} cannot be written. Give this user write access, or set DARKROOM_DATA to another folder.", refused);
        }
        catch (IOException refused)
        {
            throw new IOException(
                $"The data folder {folder} cannot be locked: another Darkroom is using it, or the file system does not allow it ({refused.Message}). Stop the other one, or set DARKROOM_DATA to another folder.",
                refused);
        }
    }
}
