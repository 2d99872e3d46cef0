using System.Collections.Immutable;

namespace Darkroom.Gallery;

/// <summary>
/// Finds the images that look most like another one. The first question reads the hashes of all images into memory, 32 bytes each; later ones only those
/// of images made since.
/// </summary>
/// <remarks>
/// What is found is read from the store before it is returned, so images in the trash never appear, whichever process put them there. Those that were
/// deleted leave the index when they are found.
/// </remarks>
public sealed class SimilarImages(IImageHashes hashes) : IDisposable
{
    /// <summary>The maximum number of images that are returned.</summary>
    public const int MaxLimit = 200;

    private const int PageSize = 10_000;

    /// <summary>The number of images that are looked at if more and more of them are in the trash.</summary>
    private const int MaxCandidates = 20_000;

    private readonly SemaphoreSlim _adding = new(1);
    private SimilarityIndex _index = new();

    /// <summary>Returns the images that look most like an image, the most similar first, without the image itself.</summary>
    /// <param name="id">The id of the image, which may be in the trash.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>.</param>
    /// <returns>Null if there is no such image.</returns>
    /// <exception cref="Storage.StorageException">The storage cannot be read.</exception>
    public async Task<ImmutableArray<SimilarImage>?> FindAsync(string id, int limit, CancellationToken cancellationToken)
    {
        if (await hashes.FindAsync(id, cancellationToken) is not { } image)
        {
            return null;
        }

        var index = await CatchUpAsync(cancellationToken);
        var signature = ImageSignature.From(image);
        for (var candidates = limit + 20; ; candidates = Math.Min(candidates * 4, MaxCandidates))
        {
            var near = index.Nearest(signature, candidates);
            var found = await ReadAsync(index, near, image.Position, cancellationToken);
            if (found.Count >= limit || near.Count < candidates || candidates == MaxCandidates)
            {
                return [.. found.Take(limit)];
            }
        }
    }

    /// <summary>Reads everything again at the next question, because hashes were added to images that had none.</summary>
    public void Reset() => Volatile.Write(ref _index, new SimilarityIndex());

    public void Dispose() => _adding.Dispose();

    private async Task<List<SimilarImage>> ReadAsync(
        SimilarityIndex index, List<SimilarityIndex.Neighbour> near, long self, CancellationToken cancellationToken)
    {
        var tiles = (await hashes.TilesAsync([.. near.Select(one => one.Position)], cancellationToken)).ToDictionary(tile => tile.Position);
        var found = new List<SimilarImage>();
        foreach (var one in near)
        {
            // An image that was deleted and imported again may be found twice.
            if (!tiles.Remove(one.Position, out var tile))
            {
                index.Remove(one);
            }
            else if (one.Position != self && !tile.Flags.HasFlag(TileFlags.Trashed))
            {
                found.Add(new SimilarImage(tile, (double)one.Distance / ImageSignature.Unrelated));
            }
        }

        return found;
    }

    /// <summary>Adds the images that came since the last question.</summary>
    private async Task<SimilarityIndex> CatchUpAsync(CancellationToken cancellationToken)
    {
        await _adding.WaitAsync(cancellationToken);
        try
        {
            var index = Volatile.Read(ref _index);
            var page = await hashes.PageAsync(index.Last.Sequence, PageSize, cancellationToken);
            if (index.Count > 0 && (page.IsEmpty || (page[0].Sequence, page[0].Position) != index.Last))
            {
                // The newest image was deleted, and its sequence may have been used again.
                Reset();
                index = Volatile.Read(ref _index);
                page = await hashes.PageAsync(0, PageSize, cancellationToken);
            }
            else if (index.Count > 0)
            {
                page = page[1..];
            }

            while (!page.IsEmpty)
            {
                foreach (var image in page)
                {
                    index.Add(image);
                }

                page = await hashes.PageAsync(index.Last.Sequence + 1, PageSize, cancellationToken);
            }

            return index;
        }
        finally
        {
            _adding.Release();
        }
    }
}

/// <summary>An image that looks like another one.</summary>
/// <param name="Distance">0 for copies; about 1 for images that have nothing in common.</param>
public sealed record SimilarImage(GalleryTile Tile, double Distance);
