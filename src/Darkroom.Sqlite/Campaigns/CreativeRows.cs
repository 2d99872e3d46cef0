using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes what people changed and decided about creatives, and the layout warnings.</summary>
internal static class CreativeRows
{
    /// <summary>Returns a creative with what drawing it showed and what people said about it.</summary>
    public static Creative? Find(SqliteConnection connection, string campaignId, CreativeKey key) =>
        CreativeMatrix.ImageOf(key) is { } imageKey && CampaignRows.FindBrief(connection, campaignId) is { } brief
        && Find(connection, campaignId, key, new CreativeMatrix(brief), BaseImageRows.Find(connection, campaignId, imageKey)) is { } creative
            ? WithDerived(connection, campaignId, creative)
            : null;

    public static Creative? Find(SqliteConnection connection, string campaignId, CreativeKey key, CreativeMatrix matrix, BaseImage? image) => matrix.Find(
        key,
        image,
        connection.QuerySingleOrDefault<CreativeState>(
            "SELECT state FROM creatives WHERE campaign_id = @campaignId AND key = @Key", new { campaignId, Key = key.ToString() }));

    /// <summary>Returns the states of a campaign's creatives.</summary>
    /// <param name="concept">Only those of this concept; null for all.</param>
    public static ImmutableDictionary<CreativeKey, CreativeState> States(SqliteConnection connection, string campaignId, int? concept)
    {
        // A key begins with its concept and a full stop; the next character after that is the slash.
        var rows = connection.Query<(string Key, CreativeState State)>(
            $"SELECT key, state FROM creatives WHERE campaign_id = @campaignId {(concept is null ? "" : "AND key >= @first AND key < @end")}",
            new { campaignId, first = $"{concept}.", end = $"{concept}/" });
        var states = ImmutableDictionary.CreateBuilder<CreativeKey, CreativeState>();
        foreach (var (text, state) in rows)
        {
            if (CreativeKey.TryParse(text, out var key))
            {
                states[key] = state;
            }
        }

        return states.ToImmutable();
    }

    /// <summary>Stores the state of a creative, its row in the matrix, and the decision if there is one.</summary>
    public static void Update(
        SqliteConnection connection, string campaignId, CreativeMatrix matrix, Creative before, CreativeState state, DateTimeOffset now)
    {
        connection.Execute(
            "INSERT INTO creatives (campaign_id, key, state) VALUES (@campaignId, @Key, @state) ON CONFLICT DO UPDATE SET state = excluded.state",
            new { campaignId, Key = before.Key.ToString(), state });
        var after = matrix.Find(before.Key, before.Image, state)!;
        MatrixRows.Update(connection, campaignId, after);
        DecisionRows.Record(connection, campaignId, before, after, now);
    }

    public static void StoreWarnings(SqliteConnection connection, string contentHash, ImmutableArray<string> warnings) => connection.Execute(
        "INSERT INTO layout_warnings (content_hash, warnings) VALUES (@contentHash, @json) ON CONFLICT DO UPDATE SET warnings = excluded.warnings",
        new { contentHash, json = JsonSerializer.Serialize([.. warnings], CampaignJson.Default.StringArray) });

    public static List<string> UnusedWarnings(SqliteConnection connection) =>
        [.. connection.Query<string>("SELECT content_hash FROM layout_warnings WHERE content_hash NOT IN (SELECT content_hash FROM matrix)")];

    public static int DeleteWarnings(SqliteConnection connection, IEnumerable<string> contentHashes) => connection.Execute(
        "DELETE FROM layout_warnings WHERE content_hash = @contentHash", contentHashes.Select(contentHash => new { contentHash }));

    public static ImmutableArray<string>? ReadWarnings(string? warnings) =>
        warnings is null ? null : [.. JsonSerializer.Deserialize(warnings, CampaignJson.Default.StringArray)!];

    /// <summary>Adds what drawing the creative showed, and what people said about it.</summary>
    private static Creative WithDerived(SqliteConnection connection, string campaignId, Creative creative) => CommentRows.WithReview(connection, campaignId, [creative with
    {
        Warnings = ReadWarnings(connection.QuerySingleOrDefault<string>(
            "SELECT warnings FROM layout_warnings WHERE content_hash = @ContentHash", new { creative.ContentHash })),
    }])[0];
}
