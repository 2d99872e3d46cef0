using Dapper;
using Darkroom.Campaigns;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes review links.</summary>
internal static class LinkRows
{
    private const string Columns = "id, campaign_id, token_hash, created_at, expires_at, revoked_at, name";

    /// <returns>False if the campaign does not exist.</returns>
    public static bool Insert(SqliteConnection connection, ReviewLink link) => connection.Execute(
        """
        INSERT INTO review_links (id, campaign_id, token_hash, created_at, expires_at, name)
        SELECT @Id, @CampaignId, @TokenHash, @CreatedAt, @ExpiresAt, @Name WHERE EXISTS (SELECT 1 FROM campaigns WHERE id = @CampaignId AND deleted_at IS NULL)
        """,
        link) > 0;

    public static ReviewLink? Find(SqliteConnection connection, string linkId) =>
        connection.QuerySingleOrDefault<ReviewLink>(
            $"""
            SELECT {Columns} FROM review_links
            WHERE id = @linkId AND EXISTS (SELECT 1 FROM campaigns c WHERE c.id = campaign_id AND c.deleted_at IS NULL)
            """,
            new { linkId });

    public static IEnumerable<ReviewLink> All(SqliteConnection connection, string campaignId) =>
        connection.Query<ReviewLink>($"SELECT {Columns} FROM review_links WHERE campaign_id = @campaignId ORDER BY id DESC", new { campaignId });

    /// <returns>False if the campaign has no such link.</returns>
    public static bool Revoke(SqliteConnection connection, string campaignId, string linkId, DateTimeOffset now) => connection.Execute(
        "UPDATE review_links SET revoked_at = coalesce(revoked_at, @now) WHERE id = @linkId AND campaign_id = @campaignId",
        new { campaignId, linkId, now }) > 0;
}
