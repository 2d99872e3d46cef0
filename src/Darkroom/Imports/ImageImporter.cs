using System.Collections.Frozen;
using System.Collections.Immutable;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imaging.Metadata;
using Darkroom.Storage;

namespace Darkroom.Imports;

/// <summary>Adds images of other programs to the gallery, one at a time. Thread-safe.</summary>
/// <param name="zone">The time zone of times without one.</param>
public sealed class ImageImporter(IImportStore imports, OriginalImages originals, ImageLimits limits, TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>The key of the text that is beside an image.</summary>
    public const string TextBeside = ".txt";

    /// <summary>The maximum length of a text beside an image. A longer one is not read.</summary>
    public const int MaxTextBytes = 256 * 1024;

    /// <summary>The keys of texts that have parameters in files of known programs.</summary>
    private static readonly FrozenSet<string> ParameterKeys =
        FrozenSet.Create(StringComparer.Ordinal, "parameters", "prompt", "workflow", "invokeai_metadata", "sd-metadata", "UserComment", "Comment", TextBeside);

    /// <summary>The maximum length of a file in bytes.</summary>
    public long MaxBytes => limits.MaxBytes;

    /// <summary>Checks, stores and adds an image. What is not an image is a result, not an exception.</summary>
    /// <param name="file">The image; its bytes must not change until the task has completed.</param>
    /// <param name="tags">The names of its tags.</param>
    /// <exception cref="StorageException">The storage cannot be read or written.</exception>
    public async Task<ImportResult> ImportAsync(ImportFile file, ImmutableArray<string> tags, CancellationToken cancellationToken)
    {
        var hash = ContentHash.Compute(file.Bytes.Span);
        if (await imports.FindAsync(hash, cancellationToken) is { } existing)
        {
            if (file.OnDisk is { } source)
            {
                await imports.RememberAsync(source, hash, cancellationToken);
            }

            return new ImportResult(file.Name, ImportStatus.Duplicate, existing);
        }

        var derived = await originals.DeriveAsync(file.Bytes, cancellationToken);
        if (derived is Outcome<Derivatives>.Rejected(_, var reason))
        {
            return new ImportResult(file.Name, ImportStatus.Rejected, null, reason);
        }

        var usable = ((Outcome<Derivatives>.Ok)derived).Value;
        await originals.StoreAsync(file.Bytes, usable, cancellationToken);
        return await AddAsync(file, hash, usable, tags, cancellationToken);
    }

    private async Task<ImportResult> AddAsync(
        ImportFile file, string hash, Derivatives derived, ImmutableArray<string> tags, CancellationToken cancellationToken)
    {
        var metadata = ImageMetadata.Read(file.Bytes.Span, limits);
        var texts = file.TextBeside is { } beside ? metadata.Texts.Add(new EmbeddedText(TextBeside, beside)) : metadata.Texts;
        var parameters = ParameterText.Parse(texts);
        var added = await imports.AddAsync(
            new ImportedImage
            {
                Id = Ids.New(time),
                BlobHash = hash,
                Mime = derived.Header.Format.Mime(),
                Bytes = file.Bytes.Length,
                Size = new PixelSize(derived.Header.Width, derived.Header.Height),
                ThumbHash = [.. derived.ThumbHash],
                DifferenceHash = derived.DifferenceHash,
                CreatedAt = FileTime.Find(metadata.TakenAt, file.Name, file.ModifiedAt, zone, time.GetUtcNow()),
                Parameters = parameters ?? new ImportedParameters { Source = ImportSource.Unknown },
                Texts = texts,
                Tags = tags,
                File = file.OnDisk,
            },
            cancellationToken);
        var unknown = parameters is null ? texts.Select(text => text.Key).FirstOrDefault(ParameterKeys.Contains) : null;
        return !added.IsNew
            ? new ImportResult(file.Name, ImportStatus.Duplicate, added.ImageId)
            : new ImportResult(file.Name, ImportStatus.Imported, added.ImageId, unknown is null ? null : $"The text '{unknown}' is not understood; it is kept.");
    }
}

/// <summary>A file to import.</summary>
/// <param name="Name">Its name with folders below that of the import, with slashes.</param>
/// <param name="Bytes">Its content.</param>
public sealed record ImportFile(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The content of a file with the same name and the extension <c>.txt</c>; null if there is none.</summary>
    public string? TextBeside { get; init; }

    /// <summary>The time of its last change; null if it is unknown.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The file on the server's disk; null if it was uploaded.</summary>
    public SourceFile? OnDisk { get; init; }
}

/// <summary>What became of a file.</summary>
public enum ImportStatus
{
    /// <summary>It was added to the gallery.</summary>
    Imported,

    /// <summary>An image with the same content is in the gallery, or in its trash.</summary>
    Duplicate,

    /// <summary>It was imported earlier and has not changed, so it was not read.</summary>
    Unchanged,

    /// <summary>It is not an image that can be used, or cannot be read.</summary>
    Rejected,
}

/// <summary>What became of a file.</summary>
/// <param name="Name">The <see cref="ImportFile.Name"/>.</param>
/// <param name="ImageId">The id of the image in the gallery; null if the file was rejected or not read.</param>
/// <param name="Remark">Why it was rejected, or what was not understood of it; null if nothing.</param>
public sealed record ImportResult(string Name, ImportStatus Status, string? ImageId, string? Remark = null);
