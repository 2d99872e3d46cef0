using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Imaging.Metadata;
using Darkroom.Imports;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Imports;

/// <summary>Imported images in SQLite.</summary>
internal sealed class SqliteImports(Database database, SqliteWriter writer) : IImportStore
{
    private const int PathHashBytes = 16;

    public Task<AddedImage> AddAsync(ImportedImage image, CancellationToken cancellationToken)
    {
        var raw = RawMetadata.Pack(image.Texts);
        return writer.WriteAsync(
            connection =>
            {
                var existing = Find(connection, image.BlobHash);
                if (existing is null)
                {
                    Insert(connection, image, raw, database.Days);
                }

                if (image.File is { } file)
                {
                    Remember(connection, file, image.BlobHash);
                }

                return new AddedImage(existing ?? image.Id, existing is null);
            },
            cancellationToken);
    }

    public Task<string?> FindAsync(string blobHash, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, blobHash), cancellationToken);

    public Task RememberAsync(SourceFile file, string blobHash, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => Remember(connection, file, blobHash), cancellationToken);

    public Task<ImmutableArray<bool>> AreImportedAsync(ImmutableArray<SourceFile> files, CancellationToken cancellationToken) => database.ReadAsync(
        connection => files.Select(file => connection.ExecuteScalar<bool>(
            """
            SELECT EXISTS (
                SELECT 1 FROM imported_files f JOIN images i ON i.blob_hash = f.blob_hash
                WHERE f.path_hash = @PathHash AND f.bytes = @Bytes AND f.modified_at = @ModifiedAt)
            """,
            new { PathHash = HashOf(file.Path), file.Bytes, file.ModifiedAt })).ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<EmbeddedText>> TextsAsync(string imageId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => RawMetadata.Unpack(connection.ExecuteScalar<byte[]?>("SELECT raw_metadata FROM images WHERE id = @imageId", new { imageId })),
        cancellationToken);

    private static string? Find(SqliteConnection connection, string blobHash) => connection.ExecuteScalar<string?>(
        "SELECT id FROM images WHERE blob_hash = unhex(@blobHash) LIMIT 1", new { blobHash });

    private static void Remember(SqliteConnection connection, SourceFile file, string blobHash) => connection.Execute(
        """
        INSERT OR REPLACE INTO imported_files (path_hash, bytes, modified_at, blob_hash)
        VALUES (@PathHash, @Bytes, @ModifiedAt, unhex(@blobHash))
        """,
        new { PathHash = HashOf(file.Path), file.Bytes, file.ModifiedAt, blobHash });

    private static void Insert(SqliteConnection connection, ImportedImage image, byte[]? raw, LocalDays days)
    {
        var position = ImageRows.NextPosition(connection, "images", image.CreatedAt);
        connection.Execute(
            """
            INSERT INTO images
                (position, sequence, id, owner_id, day, blob_hash, mime, bytes, width, height, thumb_hash, difference_hash, created_at, elapsed_ms, provider, model,
                 seed, prompt, negative_prompt, asked_model, asked_pixels, edited, partials, source, raw_metadata)
            VALUES
                (@position, (SELECT coalesce(max(sequence), 0) + 1 FROM images), @Id, @Owner, @Day, unhex(@BlobHash), @Mime, @Bytes, @Width, @Height,
                 @ThumbHash, @DifferenceHash, @CreatedAt, 0, @Source, @Model, @Seed, @Prompt, @NegativePrompt, '', @Pixels, 0, 0, @Source, @raw)
            """,
            new
            {
                position,
                ImageRows.Owner,
                Day = days.DayOf(ImagePosition.TimeOf(position)),
                image.Id,
                image.BlobHash,
                image.Mime,
                image.Bytes,
                image.Size.Width,
                image.Size.Height,
                image.ThumbHash,
                image.DifferenceHash,
                image.CreatedAt,
                image.Parameters.Source,
                image.Parameters.Model,
                image.Parameters.Seed,
                image.Parameters.Prompt,
                image.Parameters.NegativePrompt,
                image.Size.Pixels,
                raw,
            });
        foreach (var tag in image.Tags.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            connection.Execute(
                "INSERT OR IGNORE INTO image_tags (tag_id, position) VALUES (@tagId, @position)", new { tagId = TagRows.Add(connection, tag), position });
        }

        ImageText.Insert(connection, position);
    }

    private static byte[] HashOf(string path) => SHA256.HashData(Encoding.UTF8.GetBytes(path))[..PathHashBytes];
}
