using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Downloads in SQLite.</summary>
internal sealed class SqliteDownloads(Database database, SqliteWriter writer, TimeProvider time) : IDownloadStore
{
    /// <summary>Images whose sizes one statement adds up.</summary>
    private const int CountedTogether = 10_000;

    public Task AddAsync(string tokenHash, Download download, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            var now = time.GetUtcNow();
            connection.Execute("DELETE FROM downloads WHERE expires_at <= @now", new { now });
            connection.Execute(
                """
                INSERT INTO downloads (token_hash, owner_id, selection, names, files, created_at, expires_at)
                VALUES (@tokenHash, @Owner, @selection, @Names, @files, @now, @ExpiresAt)
                """,
                new
                {
                    tokenHash,
                    ImageRows.Owner,
                    selection = Selections.Fix(connection, download.Selection),
                    download.Names,
                    files = Wire.Name(download.Files),
                    now,
                    download.ExpiresAt,
                });
        },
        cancellationToken);

    public Task<Download?> FindAsync(string tokenHash, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<(ImageSelection Selection, string Names, DownloadFiles Files, DateTimeOffset ExpiresAt)>(
            "SELECT selection, names, files, expires_at FROM downloads WHERE token_hash = @tokenHash AND expires_at > @now",
            new { tokenHash, now = time.GetUtcNow() })
            .Select(row => new Download(row.Selection, row.Names, row.Files, row.ExpiresAt)).SingleOrDefault(),
        cancellationToken);

    public Task<(long Images, long Bytes)> CountAsync(ImageSelection selection, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            var (images, bytes) = (0L, 0L);
            var positions = Selections.Next(connection, database.Days, Selections.Fix(connection, selection), Selections.Start, limit);
            foreach (var some in positions.Chunk(CountedTogether))
            {
                images += some.Length;
                bytes += connection.ExecuteScalar<long>(
                    "SELECT sum(i.bytes) FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value", new { positions = Json.Of(some) });
            }

            return (images, bytes);
        },
        cancellationToken);

    public Task<ImmutableArray<GalleryImage>> ImagesAsync(ImageSelection selection, long? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => SqliteGallery.Load(connection, Selections.Next(connection, database.Days, selection, before ?? Selections.Start, limit)),
            cancellationToken);
}
