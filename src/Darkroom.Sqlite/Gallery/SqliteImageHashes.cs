using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>What images are compared by, in SQLite.</summary>
internal sealed class SqliteImageHashes(Database database, SqliteWriter writer) : IImageHashes
{
    private const string Select = "SELECT sequence, position, width, height, thumb_hash, difference_hash FROM images";

    public Task<ImmutableArray<ImageHashes>> PageAsync(long from, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection => Read(connection, $"{Select} WHERE sequence >= @from ORDER BY sequence LIMIT @limit", new { from, limit }).ToImmutableArray(),
        cancellationToken);

    public Task<ImageHashes?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => Read(connection, $"{Select} WHERE id = @id", new { id }).Cast<ImageHashes?>().SingleOrDefault(),
        cancellationToken);

    public Task<ImmutableArray<GalleryTile>> TilesAsync(IReadOnlyCollection<long> positions, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => SqliteGallery.Tiles(connection, positions).ToImmutableArray(), cancellationToken);

    public Task<UnhashedImages> UnhashedAsync(int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            var (done, last) = connection.QuerySingle<(long, long?)>(
                "SELECT hashed_sequence, (SELECT max(sequence) FROM images) FROM library_state WHERE id = 1");
            var images = connection.Query<(long Sequence, string BlobHash, byte[] ThumbHash)>(
                """
                SELECT sequence, lower(hex(blob_hash)), thumb_hash FROM images
                WHERE sequence > @done AND difference_hash IS NULL ORDER BY sequence LIMIT @limit
                """,
                new { done, limit })
                .Select(row => new UnhashedImage(row.Sequence, row.BlobHash, [.. row.ThumbHash])).ToImmutableArray();
            return new UnhashedImages(images, images.Length == limit ? images[^1].Sequence : last > done ? last : null);
        },
        cancellationToken);

    public Task SetAsync(IReadOnlyDictionary<long, long> hashes, long upTo, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            connection.Execute(
                "UPDATE images SET difference_hash = @Value WHERE sequence = @Key AND difference_hash IS NULL",
                hashes.Select(one => new { one.Key, one.Value }));
            connection.Execute("UPDATE library_state SET hashed_sequence = @upTo WHERE id = 1", new { upTo });
        },
        cancellationToken);

    private static IEnumerable<ImageHashes> Read(SqliteConnection connection, string sql, object parameters) => connection
        .Query<(long Sequence, long Position, int Width, int Height, byte[] ThumbHash, long? DifferenceHash)>(sql, parameters, buffered: false)
        .Select(row => new ImageHashes(
            row.Sequence, row.Position, new PixelSize(row.Width, row.Height), ImmutableCollectionsMarshal.AsImmutableArray(row.ThumbHash), row.DifferenceHash));
}
