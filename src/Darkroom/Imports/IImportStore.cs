using System.Collections.Immutable;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Imports;

/// <summary>Stores images that other programs made. Each verb that writes is one transaction.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IImportStore
{
    /// <summary>
    /// Adds an image to the gallery at the place of its time, with its tags and its file, unless an image with the same original is there
    /// already, also in the trash. The file is remembered in both cases.
    /// </summary>
    /// <param name="image">The image. Its original must be in the blob store.</param>
    Task<AddedImage> AddAsync(ImportedImage image, CancellationToken cancellationToken);

    /// <summary>Returns the id of an image with an original, also one in the trash; null if there is none.</summary>
    Task<string?> FindAsync(string blobHash, CancellationToken cancellationToken);

    /// <summary>Remembers a file whose content is in the gallery already.</summary>
    Task RememberAsync(SourceFile file, string blobHash, CancellationToken cancellationToken);

    /// <summary>Returns for each file whether it was imported and has not changed since, and its image was not deleted.</summary>
    Task<ImmutableArray<bool>> AreImportedAsync(ImmutableArray<SourceFile> files, CancellationToken cancellationToken);

    /// <summary>Returns the texts of an imported image's file; empty if it had none, or there is no such image.</summary>
    Task<ImmutableArray<EmbeddedText>> TextsAsync(string imageId, CancellationToken cancellationToken);
}

/// <summary>The result of <see cref="IImportStore.AddAsync"/>.</summary>
/// <param name="ImageId">The id of the image that was added, or of the one that is there already.</param>
/// <param name="IsNew">False if the image is there already.</param>
public sealed record AddedImage(string ImageId, bool IsNew);

/// <summary>A file on the server's disk, as it was when it was imported.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="Bytes">The length.</param>
/// <param name="ModifiedAt">The time of the last change.</param>
public sealed record SourceFile(string Path, long Bytes, DateTimeOffset ModifiedAt);

/// <summary>An image to add to the gallery.</summary>
public sealed record ImportedImage
{
    public required string Id { get; init; }

    /// <summary>The SHA-256 of the original, 64 hexadecimal digits.</summary>
    public required string BlobHash { get; init; }

    /// <summary>The media type, determined from the bytes.</summary>
    public required string Mime { get; init; }

    /// <summary>The length of the original.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size, determined from the bytes.</summary>
    public required PixelSize Size { get; init; }

    public required ImmutableArray<byte> ThumbHash { get; init; }

    /// <inheritdoc cref="FinishedImage.DifferenceHash"/>
    public long? DifferenceHash { get; init; }

    /// <summary>When the image was made, as far as it is known.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How the image was made; that of <see cref="ImportSource.Unknown"/> if it is not known.</summary>
    public required ImportedParameters Parameters { get; init; }

    /// <summary>The texts of the file, which <see cref="RawMetadata"/> packs.</summary>
    public ImmutableArray<EmbeddedText> Texts { get; init; } = [];

    /// <summary>The names of its tags.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Null if the image was uploaded.</summary>
    public SourceFile? File { get; init; }
}
