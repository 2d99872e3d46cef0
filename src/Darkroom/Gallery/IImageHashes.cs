using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>
/// Stores what images are compared by. Hashes are read by <c>sequence</c>, the order of insertion, so that an index in memory catches up with
/// the images that came since. A store must not make a sequence visible before all lower ones are.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IImageHashes
{
    /// <summary>Returns the hashes of images, also of those in the trash, by sequence.</summary>
    /// <param name="from">The lowest sequence.</param>
    /// <param name="limit">The maximum number of images, 1 or more.</param>
    Task<ImmutableArray<ImageHashes>> PageAsync(long from, int limit, CancellationToken cancellationToken);

    /// <summary>Returns the hashes of an image, also of one in the trash; null if there is none with this id.</summary>
    Task<ImageHashes?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns what a grid shows of images, also of those in the trash. Images that do not exist are left out.</summary>
    Task<ImmutableArray<GalleryTile>> TilesAsync(IReadOnlyCollection<long> positions, CancellationToken cancellationToken);

    /// <summary>Looks for images without a difference hash, from where <see cref="SetAsync"/> got to.</summary>
    /// <param name="limit">The maximum number of images, 1 or more.</param>
    Task<UnhashedImages> UnhashedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Stores difference hashes, and how far the search for missing ones got, in one transaction.</summary>
    /// <param name="hashes">The hash for each <see cref="UnhashedImage.Sequence"/>.</param>
    /// <param name="upTo">The <see cref="UnhashedImages.UpTo"/> of the images.</param>
    Task SetAsync(IReadOnlyDictionary<long, long> hashes, long upTo, CancellationToken cancellationToken);
}

/// <summary>What an image is compared by.</summary>
/// <param name="Sequence">The order of insertion.</param>
/// <param name="Position">The place of the image in the gallery.</param>
/// <param name="DifferenceHash">Null if it is not computed yet.</param>
public readonly record struct ImageHashes(long Sequence, long Position, PixelSize Size, ImmutableArray<byte> ThumbHash, long? DifferenceHash);

/// <summary>An image without a difference hash.</summary>
public sealed record UnhashedImage(long Sequence, string BlobHash, ImmutableArray<byte> ThumbHash);

/// <summary>The next images without a difference hash.</summary>
/// <param name="UpTo">The sequence up to which there are no others; null if every image was looked at before.</param>
public sealed record UnhashedImages(ImmutableArray<UnhashedImage> Images, long? UpTo);
