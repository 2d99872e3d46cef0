namespace Darkroom.Sqlite;

/// <summary>
/// The folder that holds everything: copying it while the server is stopped is a complete backup. One process at a time owns it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const int ReadOnlyFileSystem = 30;

    private const string LockName = "darkroom.lock";
    private const string DatabaseName = "darkroom.db";

    /// <summary>What Darkroom itself puts into the folder. SQLite adds files beside the database while it is open.</summary>
    private static readonly string[] OwnFiles = [LockName, DatabaseName, DatabaseName + "-wal", DatabaseName + "-shm", DatabaseName + "-journal"];

    private readonly FileStream? _lock;

    private DataFolder(string path, FileStream? held) => (Path, _lock) = (path, held);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string DatabaseFile => DatabaseIn(Path);

    public string Blobs => BlobsIn(Path);

    public string Previews => PreviewsIn(Path);

    /// <summary>Where a data folder has its database, whoever holds the folder.</summary>
    internal static string DatabaseIn(string folder) => System.IO.Path.Combine(folder, DatabaseName);

    internal static string BlobsIn(string folder) => System.IO.Path.Combine(folder, "blobs");

    internal static string PreviewsIn(string folder) => System.IO.Path.Combine(folder, "previews");

    /// <summary>Where files lie while they are written: beside the finished ones, so that a rename stays within the file system.</summary>
    internal static string UnfinishedIn(string folder) => System.IO.Path.Combine(folder, "unfinished");

    /// <summary>Creates the folder if need be and takes it for this process.</summary>
    /// <exception cref="IOException">It cannot be used; the message says why and what to do.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            PrivateFiles.CreateFolder(full);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data folder {full} cannot be created: {refused.Message.TrimEnd('.')}. Set DARKROOM_DATA to a folder that can be written.", refused);
        }

        return new DataFolder(full, Take(full));
    }

    /// <summary>The folder without taking it: for reading beside the process that has.</summary>
    public static DataFolder Look(string path) => new(System.IO.Path.GetFullPath(path), held: null);

    /// <summary>
    /// Takes the access that other users of the machine have to data of an earlier version away. The folder itself is changed only if
    /// nothing else is in it; files further inside need no change, because their folders do not let others in any more.
    /// </summary>
    /// <returns>A sentence for each file or folder whose mode could not be changed.</returns>
    internal IReadOnlyList<string> Tighten()
    {
        string[] own = [.. OwnFiles.Select(name => System.IO.Path.Combine(Path, name)), Blobs, Previews];
        var entries = Directory.GetFileSystemEntries(Path);
        var present = entries.Intersect(own).ToList();
        return [.. (present.Count == entries.Length ? present.Prepend(Path) : present).Select(PrivateFiles.Tighten).OfType<string>()];
    }

    public void Dispose() => _lock?.Dispose();

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
                $"The data folder {folder} cannot be taken: another Darkroom is using it, or the disk refuses ({refused.Message}). Stop the other one, or set DARKROOM_DATA to another folder.",
                refused);
        }
    }
}
