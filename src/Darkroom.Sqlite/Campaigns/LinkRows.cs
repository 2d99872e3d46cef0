using System.Collections.Immutable;
using Dapper;
using Darkroom.Campaigns;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes review links.</summary>
internal static class LinkRows
{
    private const string Columns = "id, campaign_id, token_hash, created_at, expires_at, revoked_at, name";

    public static bool Insert(SqliteConnection connection, ReviewLink link) => connection.Execute(
        """
        INSERT INTO review_links (id, campaign_id, token_hash, created_at, expires_at, name)
        SELECT @Id, @CampaignId, @TokenHash, @CreatedAt, @ExpiresAt, @Name WHERE EXISTS (SELECT 1 FROM campaigns WHERE id = @CampaignId)
        """,
        new
        {
            link.Id,
            link.CampaignId,
            link.TokenHash,
            CreatedAt = link.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = link.ExpiresAt.ToUnixTimeMilliseconds(),
            link.Name,
        }) > 0;

    public static ReviewLink? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM review_links WHERE id = @id", new { id })?.ToLink();

    public static ImmutableArray<ReviewLink> All(SqliteConnection connection, string campaignId) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM review_links WHERE campaign_id = @campaignId ORDER BY id DESC", new { campaignId })
            .Select(row => row.ToLink())];

    public static bool Revoke(SqliteConnection connection, string campaignId, string id, DateTimeOffset now) => connection.Execute(
        "UPDATE review_links SET revoked_at = coalesce(revoked_at, @now) WHERE id = @id AND campaign_id = @campaignId",
        new { campaignId, id, now = now.ToUnixTimeMilliseconds() }) > 0;

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string CampaignId { get; init; } = "";

        public string TokenHash { get; init; } = "";

        public long CreatedAt { get; init; }

        public long ExpiresAt { get; init; }

        public long? RevokedAt { get; init; }

        public string? Name { get; init; }

        public ReviewLink ToLink() => new(
            Id, CampaignId, TokenHash, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
            RevokedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, Name);
    }
}
