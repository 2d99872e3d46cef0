using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes campaigns with their base images.</summary>
internal static class CampaignRows
{
    private const string Columns = "id, created_at, changed_at, version, brief, archived_at, deleted_at";

    /// <summary>The condition that a campaign is not in the trash.</summary>
    private const string Exist = "deleted_at IS NULL";

    public static Campaign? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Campaign>($"SELECT {Columns} FROM campaigns WHERE id = @id AND {Exist}", new { id }) is { } campaign ? WithConcepts(connection, campaign) : null;

    public static List<string> Ids(SqliteConnection connection) => [.. connection.Query<string>("SELECT id FROM campaigns")];

    public static bool Exists(SqliteConnection connection, string id) =>
        connection.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM campaigns WHERE id = @id AND {Exist})", new { id });

    public static Brief? FindBrief(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Brief>($"SELECT brief FROM campaigns WHERE id = @id AND {Exist}", new { id });

    public static DateTimeOffset? FindChangedAt(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<DateTimeOffset?>($"SELECT changed_at FROM campaigns WHERE id = @id AND {Exist}", new { id });

    public static IEnumerable<Campaign> Page(SqliteConnection connection, CampaignShelf shelf, string? before, int limit) =>
        connection.Query<Campaign>(
            $"SELECT {Columns} FROM campaigns WHERE {On(shelf)}{(before is null ? "" : " AND id < @before")} ORDER BY id DESC LIMIT @limit",
            new { before, limit }).Select(campaign => WithConcepts(connection, campaign));

    private static string On(CampaignShelf shelf) => shelf switch
    {
        CampaignShelf.Active => $"{Exist} AND archived_at IS NULL",
        CampaignShelf.Archived => $"{Exist} AND archived_at IS NOT NULL",
        CampaignShelf.Deleted => "deleted_at IS NOT NULL",
        _ => throw new UnreachableException(),
    };

    public static bool Archive(SqliteConnection connection, string id, DateTimeOffset? at) => connection.Execute(
        $"UPDATE campaigns SET archived_at = CASE WHEN @at IS NULL THEN NULL ELSE coalesce(archived_at, @at) END WHERE id = @id AND {Exist}", new { id, at }) > 0;

    public static bool Trash(SqliteConnection connection, string id, DateTimeOffset at) =>
        connection.Execute($"UPDATE campaigns SET deleted_at = @at WHERE id = @id AND {Exist}", new { id, at }) > 0;

    public static bool Restore(SqliteConnection connection, string id) =>
        connection.Execute("UPDATE campaigns SET deleted_at = NULL WHERE id = @id AND deleted_at IS NOT NULL", new { id }) > 0;

    public static bool IsTrashed(SqliteConnection connection, string id) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM campaigns WHERE id = @id AND deleted_at IS NOT NULL)", new { id });

    /// <summary>Returns the ids of the campaigns that have been in the trash since before a time.</summary>
    public static List<string> Trashed(SqliteConnection connection, DateTimeOffset before) =>
        [.. connection.Query<string>("SELECT id FROM campaigns WHERE deleted_at < @before", new { before })];

    public static void Insert(SqliteConnection connection, Campaign campaign)
    {
        connection.Execute($"INSERT INTO campaigns ({Columns}) VALUES (@Id, @CreatedAt, @ChangedAt, @Version, @Brief, @ArchivedAt, @DeletedAt)", campaign);
        BaseImageRows.Update(connection, campaign.Id, [], campaign.Concepts);
        AssetRows.Insert(connection, campaign.Id, campaign.Brief.Look);
    }

    /// <summary>Writes what a change made different.</summary>
    public static void Update(SqliteConnection connection, Campaign before, Campaign after)
    {
        connection.Execute("UPDATE campaigns SET changed_at = @ChangedAt, version = @Version, brief = @Brief WHERE id = @Id", after);
        BaseImageRows.Update(connection, after.Id, before.Concepts, after.Concepts);
        AssetRows.Insert(connection, after.Id, after.Brief.Look);
        if (MatrixPart(before.Brief) != MatrixPart(after.Brief))
        {
            MatrixRows.Invalidate(connection, after.Id);
        }
    }

    /// <summary>Records that something of a campaign changed. The time is later than the last one, whatever the clock says.</summary>
    public static void Touch(SqliteConnection connection, string id, DateTimeOffset now) => connection.Execute(
        "UPDATE campaigns SET changed_at = max(changed_at + 1, @now) WHERE id = @id", new { id, now });

    /// <summary>Returns what the matrix is derived from, so that a new name or audience does not rebuild it.</summary>
    private static string MatrixPart(Brief brief) => JsonSerializer.Serialize(
        new Brief
        {
            Look = brief.Look,
            Copy = [.. brief.Copy.Select(copy => copy with { Unchecked = [] })],
            Formats = brief.Formats,
            CustomSizes = brief.CustomSizes,
            Concepts = brief.Concepts,
            Template = brief.Template,
        },
        CampaignJson.Default.Brief);

    private static Campaign WithConcepts(SqliteConnection connection, Campaign campaign) =>
        campaign with { Concepts = BaseImageRows.All(connection, campaign.Id) };
}
