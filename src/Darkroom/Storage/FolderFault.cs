namespace Darkroom.Storage;

/// <summary>Describes why a folder, or a file in it, cannot be created.</summary>
public static class FolderFault
{
    /// <summary>Returns the reason as a sentence.</summary>
    /// <param name="fault">What the creation has thrown: an <see cref="IOException"/> or an <see cref="UnauthorizedAccessException"/>.</param>
    public static string ReasonOf(Exception fault) => fault is FileNotFoundException or DirectoryNotFoundException
        // Their messages say that the new file could not be found.
        ? "the file system accepts nothing new there."
        : $"{fault.Message.TrimEnd('.')}.";
}
