namespace Darkroom.Embedded;

/// <summary>
/// The folder that holds everything: copying it while the server is stopped is a complete backup. One process at a time owns it.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string DatabaseFile => System.IO.Path.Combine(Path, "darkroom.db");

    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    public string Previews => System.IO.Path.Combine(Path, "previews");

    /// <summary>Creates the folder if need be and takes it for this process.</summary>
    /// <exception cref="IOException">It cannot be used; the message says why and what to do.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data folder {full} cannot be created: {refused.Message} Set DARKROOM_DATA to a folder that can be written.", refused);
        }

        return new DataFolder(full, Take(full));
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Take(string folder)
    {
        var file = System.IO.Path.Combine(folder, "darkroom.lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
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
