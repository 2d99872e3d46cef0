using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Darkroom.Imports;

/// <summary>Imports uploaded files while they arrive.</summary>
public sealed class UploadImport(ImageImporter importer)
{
    /// <summary>Imports files, as many at the same time as there are processors, and returns the results in their order.</summary>
    /// <param name="files">The files; one that was rejected already is passed on.</param>
    /// <param name="tags">The names of the tags of new images.</param>
    /// <exception cref="OperationCanceledException">The token fired. What was imported until then is kept.</exception>
    /// <exception cref="Storage.StorageException">The storage cannot be read or written.</exception>
    public async IAsyncEnumerable<ImportResult> RunAsync(
        IAsyncEnumerable<UploadedFile> files, ImmutableArray<string> tags, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<ImportResult>>();
        try
        {
            await foreach (var file in files.WithCancellation(cancellationToken))
            {
                running.Enqueue(file switch
                {
                    UploadedFile.Usable(var usable) => importer.ImportAsync(usable, tags, stop.Token),
                    UploadedFile.Unusable(var name, var reason) => Task.FromResult(new ImportResult(name, ImportStatus.Rejected, null, reason)),
                    _ => throw new ArgumentOutOfRangeException(nameof(files)),
                });
                while (running.Count >= Environment.ProcessorCount || running.TryPeek(out var oldest) && oldest.IsCompleted)
                {
                    yield return await running.Dequeue();
                }
            }

            while (running.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>A file of an upload.</summary>
public abstract record UploadedFile
{
    private UploadedFile()
    {
    }

    /// <summary>A file that can be imported.</summary>
    public sealed record Usable(ImportFile File) : UploadedFile;

    /// <summary>A file that cannot be read.</summary>
    /// <param name="Reason">A sentence for users.</param>
    public sealed record Unusable(string Name, string Reason) : UploadedFile;
}
