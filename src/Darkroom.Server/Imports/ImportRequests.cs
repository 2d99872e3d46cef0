using System.Text.Json;
using Darkroom.Imports;
using Darkroom.Server.Imports.Api;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Imports;

/// <summary>Reads requests to import something: a form with files, a zip, or the name of a folder.</summary>
internal sealed class ImportRequests(
    UploadImport uploads, FolderImport folders, ImportFolders allowed, IPreviewStore temporary, ImageImporter importer)
{
    /// <summary>The maximum length of an upload. It is read while it arrives, but a zip is stored until it is read.</summary>
    public static readonly SizeLimit Limit = new(
        4L * 1024 * 1024 * 1024, "An upload may have at most 4 GiB. Larger folders are imported by the command import.");

    /// <summary>Opens an import, which runs while its results are read.</summary>
    public async Task<OpenedImport> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (string.Equals(type, "multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return await OpenFormAsync(request, cancellationToken);
        }

        if (string.Equals(type, "application/zip", StringComparison.OrdinalIgnoreCase))
        {
            var tags = ImportTags.Read(request.Query["tag"], out var problem);
            return problem is null
                ? new(uploads.RunAsync(MultipartUpload.UnzipAsync("zip", request.Body, temporary, importer.MaxBytes, cancellationToken), tags, cancellationToken))
                : Invalid("tag", problem);
        }

        if (request.HasJsonContentType())
        {
            var body = await ReadBodyAsync(request, cancellationToken);
            return OpenFolder(body?.Folder, body?.Tags is { IsDefault: false } names ? names : [], cancellationToken);
        }

        const string message = "Send files as multipart/form-data, a zip as application/zip, or {\"folder\": \"/images\"} as application/json.";
        return new(null, message, Problems.From(StatusCodes.Status415UnsupportedMediaType, FailureCode.InvalidRequest, ProblemTexts.NotAnUpload, message));
    }

    private async Task<OpenedImport> OpenFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await MultipartUpload.OpenAsync(request, temporary, importer.MaxBytes, cancellationToken) is not { } upload)
        {
            return Invalid("body", "The form could not be read. Put fields for text before the files, and send it again, complete.");
        }

        var names = upload.Fields.GetValueOrDefault("tags", []).SelectMany(text => text.Split(',')).ToList();
        var fields = new ImportFields(
            string.Join(", ", names), upload.Fields.GetValueOrDefault("folder", []).Find(text => !string.IsNullOrWhiteSpace(text))?.Trim());
        if (fields.Folder is not null)
        {
            return OpenFolder(fields.Folder, names, cancellationToken) with { Fields = fields };
        }

        var tags = ImportTags.Read(names, out var problem);
        return problem is null ? new(uploads.RunAsync(upload.FilesAsync(cancellationToken), tags, cancellationToken)) : Invalid("tags", problem) with { Fields = fields };
    }

    private OpenedImport OpenFolder(string? folder, IEnumerable<string?> names, CancellationToken cancellationToken)
    {
        var tags = ImportTags.Read(names, out var problem);
        if (problem is not null)
        {
            return Invalid("tags", problem);
        }

        return folder is not null && allowed.Find(folder) is { } path
            ? new(folders.RunAsync(path, allowed.Data, tags, cancellationToken))
            : Invalid(
                "folder",
                allowed.Any
                    ? ProblemTexts.NoFolder
                    : ProblemTexts.NoFolders);
    }

    private static OpenedImport Invalid(string field, string message) => new(null, message, Problems.Invalid(new ValidationError(field, message)));

    private static async Task<ImportFolderBody?> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFromJsonAsync<ImportFolderBody>(cancellationToken);
        }
        catch (JsonException invalid)
        {
            throw new UnreadableBodyException(typeof(ImportFolderBody), invalid);
        }
    }
}

/// <summary>An import that runs while its results are read, or why there is none.</summary>
/// <param name="Message">A sentence for the page, which says what the problem is.</param>
internal sealed record OpenedImport(IAsyncEnumerable<ImportResult>? Results, string? Message = null, ProblemHttpResult? Problem = null)
{
    /// <summary>The form's texts; null if it was no form.</summary>
    public ImportFields? Fields { get; init; }
}

/// <summary>The texts of the import form.</summary>
public sealed record ImportFields(string Tags, string? Folder);
