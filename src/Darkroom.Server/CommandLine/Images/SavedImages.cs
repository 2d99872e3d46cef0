using Darkroom.Client;
using Darkroom.Imaging;
using Darkroom.Packaging;
using Darkroom.Sqlite;
using Darkroom.Storage;

namespace Darkroom.Server.CommandLine.Images;

/// <summary>Saves images in a folder. A file appears when it is complete, and none is overwritten.</summary>
internal sealed class SavedImages(DarkroomClient client, string folder)
{
    private const int MaxNumber = 100_000;

    /// <summary>Creates the folder.</summary>
    /// <exception cref="CommandException">It cannot be created, or is for Darkroom's own files.</exception>
    public static SavedImages Create(DarkroomClient client, string folder)
    {
        if (DataFolder.Around(folder) is { } data)
        {
            throw new CommandException(ExitCodes.Usage, $"{folder} is the data folder {data} or in it, which is for Darkroom's own files. Choose another folder for the images.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            return new SavedImages(client, folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Storage, $"The folder {folder} cannot be created: {FolderFault.ReasonOf(refused)}");
        }
    }

    /// <summary>Downloads an image.</summary>
    /// <param name="name">The name of the file without its extension; a number is added if it is taken.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    /// <exception cref="DarkroomException">The image cannot be downloaded.</exception>
    public Task<string> SaveAsync(string imageId, string mime, string name, CancellationToken cancellationToken) => SaveAsync(
        name, ImageFormats.FindByMime(mime)?.Extension() ?? ".bin", file => client.DownloadAsync(imageId, file, cancellationToken));

    /// <summary>Writes a file.</summary>
    /// <param name="download">Writes its content.</param>
    /// <returns>The path of the file.</returns>
    public async Task<string> SaveAsync(string name, string extension, Func<Stream, Task> download)
    {
        var unfinished = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await download(file);
                file.Flush(flushToDisk: true);
            }

            return Rename(unfinished, name, extension);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Storage, $"The image cannot be saved in {folder}: {refused.Message}");
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Returns the name of a file for a prompt: its first words.</summary>
    public static string NameOf(string prompt) => FileNames.Safe(FileNames.Slug(prompt), "image", FileNames.MaxBytes);

    private string Rename(string unfinished, string name, string extension)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}{(number > 1 ? $"-{number}" : "")}{extension}"));
            try
            {
                File.Move(unfinished, path, overwrite: false);
                return path;
            }
            catch (IOException) when (Path.Exists(path) && number < MaxNumber)
            {
                // Taken, perhaps a moment ago by another command.
            }
        }
    }
}
