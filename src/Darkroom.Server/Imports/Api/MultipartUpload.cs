using System.Runtime.CompilerServices;
using System.Text;
using Darkroom.Imports;
using Darkroom.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Imports.Api;

/// <summary>
/// A form with files, read while it arrives: at most one file is in memory here, and a zip is on the disk. Fields for text come before the files.
/// </summary>
internal sealed class MultipartUpload
{
    private const int MaxFields = 20;
    private const int MaxFieldBytes = 16 * 1024;

    private readonly MultipartReader _reader;
    private readonly IPreviewStore _temporary;
    private readonly long _maxBytes;
    private MultipartSection? _next;

    private MultipartUpload(MultipartReader reader, IPreviewStore temporary, long maxBytes) => (_reader, _temporary, _maxBytes) = (reader, temporary, maxBytes);

    /// <summary>The fields for text, by name.</summary>
    public Dictionary<string, List<string>> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a form up to its first file; null if it cannot be read as a form.</summary>
    /// <param name="temporary">Holds a zip while it is read.</param>
    /// <param name="maxBytes">The maximum length of a file that is not a zip.</param>
    public static async Task<MultipartUpload?> OpenAsync(HttpRequest request, IPreviewStore temporary, long maxBytes, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 100 } boundary)
        {
            return null;
        }

        var upload = new MultipartUpload(new MultipartReader(boundary.Value!, request.Body), temporary, maxBytes);
        for (var fields = 0; fields <= MaxFields; fields++)
        {
            var (section, ended) = await upload.NextAsync(cancellationToken);
            if (section is null)
            {
                return ended ? upload : null;
            }

            if (FileNameOf(section) is not null)
            {
                upload._next = section;
                return upload;
            }

            if (!await upload.AddFieldAsync(section, cancellationToken))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Reads the files. A damaged end is reported as a file that cannot be used.</summary>
    public IAsyncEnumerable<UploadedFile> FilesAsync(CancellationToken cancellationToken) => BesideText.Join(PartsAsync(cancellationToken));

    private async IAsyncEnumerable<UploadedPart> PartsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var section = _next; section is not null;)
        {
            var name = FileNameOf(section);
            if (name is { Length: > 0 } && Path.GetExtension(name).Equals(".zip", StringComparison.OrdinalIgnoreCase))
            {
                await foreach (var file in UnzipAsync(name, section.Body, _temporary, _maxBytes, cancellationToken))
                {
                    yield return new UploadedPart(file);
                }
            }
            else if (name is { Length: > 0 })
            {
                yield return await ReadAsync(name, section, cancellationToken);
            }

            (section, var ended) = await NextAsync(cancellationToken);
            if (section is null && !ended)
            {
                yield return new UploadedPart(new UploadedFile.Unusable(name ?? "", ProblemTexts.UploadDamaged));
            }
        }
    }

    /// <summary>Writes a zip to a temporary file, and reads it from there.</summary>
    internal static async IAsyncEnumerable<UploadedFile> UnzipAsync(
        string name, Stream content, IPreviewStore temporary, long maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var zip = await temporary.CreateTemporaryAsync(cancellationToken);
        if (!await TryCopyAsync(content, zip, long.MaxValue, cancellationToken))
        {
            yield return new UploadedFile.Unusable(FileNames.Clean(name) ?? "zip", ProblemTexts.UploadZipIncomplete);
            yield break;
        }

        await foreach (var file in ZipFiles.ReadAsync(zip, FileNames.Clean(name) ?? "zip", maxBytes, cancellationToken))
        {
            yield return file;
        }
    }

    private async Task<UploadedPart> ReadAsync(string fileName, MultipartSection section, CancellationToken cancellationToken)
    {
        if (FileNames.Clean(fileName) is not { } name)
        {
            return new UploadedPart(new UploadedFile.Unusable(string.Concat(fileName.Where(each => !char.IsControl(each)).Take(100)), ProblemTexts.UploadName));
        }

        using var content = new MemoryStream();
        var isText = FileNames.IsText(name);
        var maxBytes = isText ? ImageImporter.MaxTextBytes : _maxBytes;
        if (!await TryCopyAsync(section.Body, content, maxBytes, cancellationToken))
        {
            return new UploadedPart(new UploadedFile.Unusable(name, ProblemTexts.UploadIncomplete));
        }

        if (content.Length > maxBytes)
        {
            return new UploadedPart(new UploadedFile.Unusable(name, PageText.Format(ProblemTexts.UploadTooLarge, maxBytes)));
        }

        var bytes = content.GetBuffer().AsMemory(0, (int)content.Length);
        return isText ? new UploadedPart(name, Encoding.UTF8.GetString(bytes.Span)) : new UploadedPart(new UploadedFile.Usable(new ImportFile(name, bytes)));
    }

    private async Task<bool> AddFieldAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var header)
            || !await TryCopyAsync(section.Body, content, MaxFieldBytes, cancellationToken) || content.Length > MaxFieldBytes)
        {
            return false;
        }

        var name = HeaderUtilities.RemoveQuotes(header.Name).ToString();
        if (!Fields.TryGetValue(name, out var values))
        {
            Fields[name] = values = [];
        }

        values.Add(Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length));
        return true;
    }

    /// <summary>Copies a stream; beyond a number of bytes it is only read, and the copy is one byte longer. False if it ends too early.</summary>
    private static async Task<bool> TryCopyAsync(Stream from, Stream to, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (var left = maxBytes + (maxBytes < long.MaxValue ? 1 : 0); ;)
            {
                var read = await from.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    return true;
                }

                var kept = (int)Math.Min(left, read);
                await to.WriteAsync(buffer.AsMemory(0, kept), cancellationToken);
                left -= kept;
            }
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return false;
        }
    }

    /// <summary>Returns the next part; null at the end, and if the form is damaged.</summary>
    private async Task<(MultipartSection? Section, bool Ended)> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _reader.ReadNextSectionAsync(cancellationToken), true);
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            return (null, false);
        }
    }

    private static bool IsDamage(Exception fault) => fault is InvalidDataException or (IOException and not BadHttpRequestException);

    /// <summary>Returns the name of a file, which is empty if none was chosen; null for another part.</summary>
    private static string? FileNameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var header) && (header.FileName.HasValue || header.FileNameStar.HasValue)
            ? HeaderUtilities.RemoveQuotes(header.FileNameStar.HasValue ? header.FileNameStar : header.FileName).ToString()
            : null;
}
