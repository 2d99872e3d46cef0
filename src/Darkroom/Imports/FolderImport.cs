using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace Darkroom.Imports;

/// <summary>
/// Imports all images of a folder of the server's disk and the folders in it. It can be stopped and repeated at any time: what is imported already
/// is not read again. Links are not followed.
/// </summary>
public sealed class FolderImport(ImageImporter importer, IImportStore imports)
{
    /// <summary>The number of files that are looked up together.</summary>
    private const int Batch = 128;

    private static readonly EnumerationOptions Entries = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>Imports a folder. A result is returned for each image file, soon after its image is stored, and for each folder that cannot be read.</summary>
    /// <param name="folder">The absolute path of the folder.</param>
    /// <param name="without">A folder in it to leave out: that of the gallery's own data.</param>
    /// <param name="tags">The names of the tags of new images.</param>
    /// <exception cref="OperationCanceledException">The token fired. What was imported until then is kept.</exception>
    /// <exception cref="Storage.StorageException">The storage cannot be read or written.</exception>
    public async IAsyncEnumerable<ImportResult> RunAsync(
        string folder, string without, ImmutableArray<string> tags, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unreadable = new List<ImportResult>();
        foreach (var batch in Find(folder, without, unreadable).Chunk(Batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var imported = await imports.AreImportedAsync([.. batch.Select(file => file.OnDisk)], cancellationToken);
            var results = new ConcurrentQueue<ImportResult>(
                batch.Where((_, i) => imported[i]).Select(file => new ImportResult(file.Name, ImportStatus.Unchanged, null)));
            var importing = Parallel.ForEachAsync(
                batch.Where((_, i) => !imported[i]),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken },
                async (file, token) => results.Enqueue(await ImportAsync(file, tags, token)));
            await ((Task)importing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var result in results.Concat(unreadable))
            {
                yield return result;
            }

            unreadable.Clear();
            await importing;
        }

        foreach (var result in unreadable)
        {
            yield return result;
        }
    }

    private async Task<ImportResult> ImportAsync(FoundFile file, ImmutableArray<string> tags, CancellationToken cancellationToken)
    {
        if (file.OnDisk.Bytes > importer.MaxBytes)
        {
            return new ImportResult(
                file.Name, ImportStatus.Rejected, null, LocalText.Format(EngineTexts.ImportTooLarge, file.OnDisk.Bytes, importer.MaxBytes));
        }

        ImportFile content;
        try
        {
            // A pipe or a device has no length, and might never end.
            var bytes = file.OnDisk.Bytes == 0 ? [] : await ReadAsync(file.OnDisk.Path, file.OnDisk.Bytes, cancellationToken);
            content = new ImportFile(file.Name, bytes)
            {
                TextBeside = await ReadTextAsync(Path.ChangeExtension(file.OnDisk.Path, ImageImporter.TextBeside), cancellationToken),
                ModifiedAt = file.OnDisk.ModifiedAt,
                OnDisk = file.OnDisk,
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new ImportResult(file.Name, ImportStatus.Rejected, null, $"The file cannot be read: {fault.Message}");
        }

        return await importer.ImportAsync(content, tags, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(string path, long length, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous);
        var bytes = new byte[length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static async Task<string?> ReadTextAsync(string path, CancellationToken cancellationToken) =>
        new FileInfo(path) is { Exists: true, Length: > 0 and <= ImageImporter.MaxTextBytes } text && (text.Attributes & FileAttributes.ReparsePoint) == 0
            ? Encoding.UTF8.GetString(await ReadAsync(path, text.Length, cancellationToken))
            : null;

    /// <summary>Returns the image files folder by folder, in the order of their names.</summary>
    private static IEnumerable<FoundFile> Find(string root, string without, List<ImportResult> unreadable)
    {
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (folders.TryPop(out var folder))
        {
            FileSystemInfo[] entries;
            try
            {
                entries = [.. folder.EnumerateFileSystemInfos("*", Entries).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(new ImportResult(NameOf(folder), ImportStatus.Rejected, null, $"The folder cannot be read: {fault.Message}"));
                continue;
            }

            foreach (var inner in entries.OfType<DirectoryInfo>().Reverse().Where(inner => inner.FullName != without))
            {
                folders.Push(inner);
            }

            foreach (var file in entries.OfType<FileInfo>().Where(file => FileNames.IsImage(file.Name)))
            {
                if (Describe(file) is { } source)
                {
                    yield return new FoundFile(NameOf(file), source);
                }
            }
        }

        string NameOf(FileSystemInfo entry) => Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
    }

    /// <summary>Returns null if the file was deleted in the meantime.</summary>
    private static SourceFile? Describe(FileInfo file)
    {
        try
        {
            return new SourceFile(file.FullName, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private sealed record FoundFile(string Name, SourceFile OnDisk);
}
