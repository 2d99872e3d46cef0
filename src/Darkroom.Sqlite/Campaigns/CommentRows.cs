using System.Collections.Immutable;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes what people say about creatives.</summary>
internal static class CommentRows
{
    public static IEnumerable<(string Key, ReviewComment Comment)> All(SqliteConnection connection, string campaignId) =>
        Read(connection, "campaign_id = @campaignId ORDER BY id", new { campaignId });

    public static IEnumerable<ReviewComment> All(SqliteConnection connection, string campaignId, CreativeKey key) =>
        Read(connection, "campaign_id = @campaignId AND creative = @key ORDER BY id", new { campaignId, key = key.ToString() }).Select(row => row.Comment);

    /// <summary>Adds the number of open comments and the last decision about an earlier look to creatives.</summary>
    public static ImmutableArray<Creative> WithReview(SqliteConnection connection, string campaignId, ImmutableArray<Creative> creatives)
    {
        var keys = creatives.Select(creative => creative.Key.ToString()).ToList();
        var open = connection.Query<(string Key, int Count)>(
            """
            SELECT creative, count(*) FROM review_comments
            WHERE campaign_id = @campaignId AND creative IN (SELECT value FROM json_each(@keys)) AND parent_id IS NULL AND resolved_at IS NULL GROUP BY creative
            """,
            new { campaignId, keys = Json.Of(keys) }).ToDictionary(row => row.Key, row => row.Count);
        var decisions = DecisionRows.All(connection, campaignId, keys);
        return [.. creatives.Zip(keys, (creative, key) => creative with
        {
            OpenComments = open.GetValueOrDefault(key),
            EarlierDecision = decisions[key].LastOrDefault(decision => decision.ContentHash != creative.ContentHash),
        })];
    }

    public static CommentResult Insert(SqliteConnection connection, string campaignId, CreativeKey key, ReviewComment comment)
    {
        if (CreativeRows.Find(connection, campaignId, key) is null)
        {
            return CommentResult.NotFound;
        }

        var parameters = new
        {
            campaignId,
            Key = key.ToString(),
            comment.Id,
            comment.ParentId,
            comment.ContentHash,
            comment.Version,
            comment.Pin?.X,
            comment.Pin?.Y,
            comment.Text,
            comment.Author,
            comment.ByLink,
            comment.CreatedAt,
        };
        if (connection.ExecuteScalar<int>("SELECT count(*) FROM review_comments WHERE campaign_id = @campaignId AND creative = @Key", parameters) >= IReviewStore.MaxComments)
        {
            return CommentResult.TooMany;
        }

        if (comment.ParentId is not null && connection.Execute(
            "UPDATE review_comments SET resolved_at = NULL WHERE id = @ParentId AND campaign_id = @campaignId AND creative = @Key AND parent_id IS NULL", parameters) == 0)
        {
            return CommentResult.NotFound;
        }

        connection.Execute(
            """
            INSERT INTO review_comments (id, campaign_id, creative, parent_id, content_hash, version, x, y, text, author, by_link, created_at)
            VALUES (@Id, @campaignId, @Key, @ParentId, @ContentHash, @Version, @X, @Y, @Text, @Author, @ByLink, @CreatedAt)
            """,
            parameters);
        return CommentResult.Done;
    }

    /// <returns>False if there is no such comment, or it is a reply.</returns>
    public static bool Resolve(SqliteConnection connection, string campaignId, CreativeKey key, string commentId, DateTimeOffset? at) => connection.Execute(
        """
        UPDATE review_comments SET resolved_at = CASE WHEN @at IS NULL THEN NULL ELSE coalesce(resolved_at, @at) END
        WHERE id = @commentId AND campaign_id = @campaignId AND creative = @key AND parent_id IS NULL
        """,
        new { campaignId, key = key.ToString(), commentId, at }) > 0;

    private static IEnumerable<(string Key, ReviewComment Comment)> Read(SqliteConnection connection, string condition, object parameters) => connection
        .Query<(string Key, string Id, string? ParentId, string ContentHash, int Version, double? X, double? Y, string Text, string? Author, bool ByLink,
            DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt)>(
            $"""
            SELECT creative, id, parent_id, content_hash, version, x, y, text, author, by_link, created_at, resolved_at
            FROM review_comments WHERE {condition}
            """,
            parameters)
        .Select(row => (row.Key, new ReviewComment(
            row.Id,
            row.ParentId,
            row.ContentHash,
            row.Version,
            row is { X: { } x, Y: { } y } ? new FocusPoint(x, y) : null,
            row.Text,
            row.Author,
            row.ByLink,
            row.CreatedAt,
            row.ResolvedAt)));
}
