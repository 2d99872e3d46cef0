using Darkroom.Imports;

namespace Darkroom.Server.Imports.Api;

/// <summary>The folder of the server to import.</summary>
/// <param name="Folder">An absolute path below <c>Gallery:ImportRoots</c>.</param>
/// <param name="Tags">The names of the tags of new images.</param>
public sealed record ImportFolderBody(string? Folder, ImmutableArray<string>? Tags);

/// <summary>What became of the files of an import.</summary>
/// <param name="Duplicates">The number of files whose image is in the gallery already, or in its trash.</param>
/// <param name="Unchanged">The number of files that were imported earlier and were not read again.</param>
/// <param name="NotUnderstood">The number of imported files with parameters that are not understood. They are kept.</param>
/// <param name="Files">The files, without those that are unchanged.</param>
/// <param name="Omitted">The number of files that are not listed because there are too many.</param>
public sealed record ImportReportView(
    int Imported, int Duplicates, int Unchanged, int Rejected, int NotUnderstood, ImmutableArray<ImportedFileView> Files, int Omitted)
{
    private const int MaxFiles = 1_000;

    /// <summary>Collects the results of an import.</summary>
    internal static async Task<ImportReportView> CollectAsync(IAsyncEnumerable<ImportResult> results)
    {
        var (counts, files, omitted) = (new ImportCounts(), ImmutableArray.CreateBuilder<ImportedFileView>(), 0);
        await foreach (var result in results)
        {
            counts.Add(result);
            if (result.Status == ImportStatus.Unchanged)
            {
                continue;
            }

            if (files.Count < MaxFiles)
            {
                files.Add(ImportedFileView.From(result));
            }
            else
            {
                omitted++;
            }
        }

        return From(counts, files.ToImmutable(), omitted);
    }

    internal static ImportReportView From(ImportCounts counts, ImmutableArray<ImportedFileView> files, int omitted) =>
        new(counts.Imported, counts.Duplicates, counts.Unchanged, counts.Rejected, counts.NotUnderstood, files, omitted);
}

/// <summary>What became of one file.</summary>
/// <param name="File">Its name, with the folders below the import's own.</param>
/// <param name="ImageId">The id of the image in the gallery; absent if the file was rejected.</param>
/// <param name="Remark">Why it was rejected, or what was not understood of it.</param>
public sealed record ImportedFileView(string File, ImportStatus Status, string? ImageId, string? Remark)
{
    internal static ImportedFileView From(ImportResult result) => new(result.Name, result.Status, result.ImageId, result.Remark);
}
