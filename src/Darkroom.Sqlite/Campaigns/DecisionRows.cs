using System.Collections.Immutable;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes who decided what about which version of a creative.</summary>
internal static class DecisionRows
{
    /// <summary>Lists the kept previews of a campaign as files to delete.</summary>
    public const string PurgePreviews =
        "INSERT INTO purged_files (name) SELECT preview_key FROM creative_decisions WHERE campaign_id = @id AND preview_key IS NOT NULL ON CONFLICT DO NOTHING";

    /// <summary>Records a decision, if a change made one: another decision, another person, or another look.</summary>
    public static void Record(SqliteConnection connection, string campaignId, Creative before, Creative after, DateTimeOffset now)
    {
        var (old, current) = (DecisionOf(before), DecisionOf(after));
        var withdrawn = after.Approval == Approval.Pending && before.Approval != Approval.Pending && after.ContentHash == before.ContentHash;
        if ((after.Approval == Approval.Pending && !withdrawn) || old == current)
        {
            return;
        }

        connection.Execute(
            """
            INSERT INTO creative_decisions (campaign_id, creative, content_hash, author, by_link, approval, version, decided_at, look)
            VALUES (@campaignId, @Key, @ContentHash, @Author, @DeciderByLink, @Approval, @Version, @now, @look)
            ON CONFLICT DO UPDATE SET approval = excluded.approval, version = excluded.version, decided_at = excluded.decided_at
            """,
            new
            {
                campaignId,
                Key = after.Key.ToString(),
                after.ContentHash,
                Author = after.State?.Decider ?? "",
                DeciderByLink = after.State?.DeciderByLink ?? false,
                Approval = Wire.Name(after.Approval),
                after.Version,
                now,
                look = CreativeLook.From(after),
            });
    }

    public static ImmutableArray<CreativeDecision> All(SqliteConnection connection, string campaignId, CreativeKey key) =>
        [.. Read(connection, "creative = @key ORDER BY decided_at DESC", new { campaignId, key = key.ToString() }).Select(row => row.Decision)];

    /// <summary>Returns the decisions about several creatives, oldest first.</summary>
    public static ILookup<string, CreativeDecision> All(SqliteConnection connection, string campaignId, IEnumerable<string> keys) =>
        Read(connection, "creative IN (SELECT value FROM json_each(@keys)) AND approval <> 'pending' ORDER BY creative, decided_at", new { campaignId, keys = Json.Of(keys) })
            .ToLookup(row => row.Key, row => row.Decision);

    public static DecidedVersion? FindVersion(SqliteConnection connection, string campaignId, CreativeKey key, string contentHash) =>
        connection.Query<(CreativeLook Look, string? PreviewKey)>(
            """
            SELECT look, preview_key FROM creative_decisions WHERE campaign_id = @campaignId AND creative = @key AND content_hash = @contentHash
            ORDER BY preview_key IS NULL LIMIT 1
            """,
            new { campaignId, key = key.ToString(), contentHash }).Select(row => new DecidedVersion(row.Look, row.PreviewKey)).FirstOrDefault();

    public static ImmutableArray<DecidedLook> WithoutPreview(SqliteConnection connection, string campaignId, DecidedLook? after, int limit) =>
    [
        .. connection.Query<(string Creative, string ContentHash)>(
            """
            SELECT DISTINCT creative, content_hash FROM creative_decisions
            WHERE campaign_id = @campaignId AND (creative, content_hash) > (@creative, @contentHash) AND preview_key IS NULL AND approval <> 'pending'
            ORDER BY creative, content_hash LIMIT @limit
            """,
            new { campaignId, creative = after?.Creative ?? "", contentHash = after?.ContentHash ?? "", limit }).Select(row => new DecidedLook(row.Creative, row.ContentHash)),
    ];

    public static void KeepPreview(SqliteConnection connection, string campaignId, CreativeKey key, string contentHash, string previewKey) => connection.Execute(
        "UPDATE creative_decisions SET preview_key = @previewKey WHERE campaign_id = @campaignId AND creative = @key AND content_hash = @contentHash",
        new { campaignId, key = key.ToString(), contentHash, previewKey });

    private static (Approval Approval, string? Decider, bool ByLink, string ContentHash) DecisionOf(Creative creative) =>
        (creative.Approval, creative.State?.Decider, creative.State?.DeciderByLink ?? false, creative.ContentHash);

    private static IEnumerable<(string Key, CreativeDecision Decision)> Read(SqliteConnection connection, string condition, object parameters) => connection
        .Query<(string Key, string ContentHash, int Version, Approval Approval, string Author, bool ByLink, DateTimeOffset DecidedAt)>(
            $"SELECT creative, content_hash, version, approval, author, by_link, decided_at FROM creative_decisions WHERE campaign_id = @campaignId AND {condition}",
            parameters)
        .Select(row => (row.Key, new CreativeDecision(
            row.ContentHash, row.Version, row.Approval, row.Author.Length == 0 ? null : row.Author, row.ByLink, row.DecidedAt)));
}
