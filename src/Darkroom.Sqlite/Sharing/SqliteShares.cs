using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Sharing;
using Darkroom.Sqlite.Gallery;

namespace Darkroom.Sqlite.Sharing;

/// <summary>Share links in SQLite.</summary>
internal sealed class SqliteShares(Database database, SqliteWriter writer, TimeProvider time) : IShareStore
{
    private const string Columns = "s.id, s.parameters, s.token_hash, s.created_at, s.expires_at, s.revoked_at, s.kind, s.target_id";

    private const string Title =
        """
        CASE s.kind
            WHEN 'image' THEN (SELECT prompt FROM images WHERE id = s.target_id)
            WHEN 'collection' THEN (SELECT name FROM collections WHERE id = s.target_id)
            ELSE (SELECT json_extract(request, '$.prompt') FROM generations WHERE id = s.target_id) END
        """;

    public Task<bool> AddAsync(ShareLink link, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            connection.Execute("DELETE FROM shares WHERE expires_at <= @old", new { old = time.GetUtcNow() - IShareStore.KeepExpired });
            return connection.Execute(
                $"""
                INSERT INTO shares (id, owner_id, kind, target_id, parameters, token_hash, created_at, expires_at)
                SELECT @Id, @Owner, @kind, @target, @Parameters, @TokenHash, @CreatedAt, @ExpiresAt WHERE EXISTS ({Existing(link.Target.Kind)})
                """,
                new
                {
                    link.Id,
                    ImageRows.Owner,
                    kind = Wire.Name(link.Target.Kind),
                    target = link.Target.Id,
                    link.Parameters,
                    link.TokenHash,
                    link.CreatedAt,
                    link.ExpiresAt,
                }) > 0;
        },
        cancellationToken);

    public Task<ShareLink?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<Row>($"SELECT {Columns} FROM shares s WHERE s.id = @id", new { id }).SingleOrDefault()?.ToLink(), cancellationToken);

    public Task<ImmutableArray<ListedShare>> ListAsync(ShareTarget? target, string? before, int limit, CancellationToken cancellationToken)
    {
        var where = target is null ? "s.owner_id = @Owner" : "s.kind = @kind AND s.target_id = @target";
        return database.ReadAsync(
            connection => connection.Query<Row>(
                $"SELECT {Columns}, {Title} AS title FROM shares s WHERE {where} AND s.id < @before ORDER BY s.id DESC LIMIT @limit",
                new { ImageRows.Owner, kind = target is null ? null : Wire.Name(target.Kind), target = target?.Id, before = before ?? "~", limit })
                .Select(row => new ListedShare(row.ToLink(), row.Title)).ToImmutableArray(),
            cancellationToken);
    }

    public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) => writer.WriteAsync(
        connection => connection.Execute("UPDATE shares SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id", new { id, now = time.GetUtcNow() }) > 0,
        cancellationToken);

    public Task<ImageFile?> FindFileAsync(ShareTarget target, string imageId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<ImageFile>(
            $"""
            SELECT lower(hex(i.blob_hash)) AS BlobHash, i.mime FROM images i
            WHERE i.id = @imageId AND i.owner_id = @Owner AND i.trashed_at IS NULL AND {Contained(target.Kind)}
            """,
            new { imageId, ImageRows.Owner, target = target.Id }),
        cancellationToken);

    public Task<bool> HasPreviewAsync(ShareTarget target, string previewKey, CancellationToken cancellationToken) => target.Kind != ShareKind.Generation
        ? Task.FromResult(false)
        : database.ReadAsync(
            connection => connection.ExecuteScalar<bool>(
                """
                SELECT EXISTS (
                    SELECT 1 FROM partial_images p WHERE p.generation_id = @target AND p.preview_key = @previewKey
                    AND NOT EXISTS (SELECT 1 FROM images i WHERE i.generation_id = p.generation_id AND i.image_index = p.image_index AND i.trashed_at IS NOT NULL))
                """,
                new { target = target.Id, previewKey }),
            cancellationToken);

    private static string Existing(ShareKind kind) => kind switch
    {
        ShareKind.Image => "SELECT 1 FROM images WHERE id = @target AND owner_id = @Owner AND trashed_at IS NULL",
        ShareKind.Collection => "SELECT 1 FROM collections WHERE id = @target AND owner_id = @Owner AND query IS NULL",
        ShareKind.Generation => "SELECT 1 FROM generations WHERE id = @target",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };

    private static string Contained(ShareKind kind) => kind switch
    {
        ShareKind.Image => "i.id = @target",
        ShareKind.Collection => "EXISTS (SELECT 1 FROM collection_images c WHERE c.collection_id = @target AND c.position = i.position)",
        ShareKind.Generation => "i.generation_id = @target",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind."),
    };

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public ShareKind Kind { get; init; }

        public string TargetId { get; init; } = "";

        public bool Parameters { get; init; }

        public string TokenHash { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }

        public DateTimeOffset? RevokedAt { get; init; }

        public string? Title { get; init; }

        public ShareLink ToLink() => new(Id, new ShareTarget(Kind, TargetId), Parameters, TokenHash, CreatedAt, ExpiresAt, RevokedAt);
    }
}
