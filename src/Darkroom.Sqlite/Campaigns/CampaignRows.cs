using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Darkroom.Campaigns;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Campaigns and what was decided about their creatives, as rows.</summary>
internal static class CampaignRows
{
    private const string Columns = "id, created_at, changed_at, version, brief, concepts";

    public static Campaign? Load(SqliteConnection connection, string id)
    {
        if (connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM campaigns WHERE id = @id", new { id }) is not { } row)
        {
            return null;
        }

        var creatives = ImmutableDictionary.CreateBuilder<CreativeKey, CreativeState>();
        foreach (var (text, state) in connection.Query<(string, string)>("SELECT key, state FROM creatives WHERE campaign_id = @id", new { id }))
        {
            if (CreativeKey.TryParse(text, out var key))
            {
                creatives[key] = JsonSerializer.Deserialize(state, CampaignJson.Default.CreativeState)!;
            }
        }

        return row.ToCampaign() with { Creatives = creatives.ToImmutable() };
    }

    public static IEnumerable<Campaign> Page(SqliteConnection connection, string? before, int limit) =>
        connection.Query<Row>(
            $"SELECT {Columns} FROM campaigns {(before is null ? "" : "WHERE id < @before")} ORDER BY id DESC LIMIT @limit",
            new { before, limit }).Select(row => row.ToCampaign());

    public static void Insert(SqliteConnection connection, Campaign campaign)
    {
        connection.Execute(
            $"INSERT INTO campaigns ({Columns}) VALUES (@Id, @CreatedAt, @ChangedAt, @Version, @Brief, @Concepts)", Row.From(campaign));
        KeepStates(connection, campaign.Id, campaign.Creatives);
        AssetRows.Keep(connection, campaign.Id, campaign.Brief.Look);
    }

    /// <summary>Writes what a change made different.</summary>
    public static void Update(SqliteConnection connection, Campaign before, Campaign after)
    {
        connection.Execute(
            "UPDATE campaigns SET changed_at = @ChangedAt, version = @Version, brief = @Brief, concepts = @Concepts WHERE id = @Id", Row.From(after));
        KeepStates(connection, after.Id, after.Creatives.Where(one => !ReferenceEquals(one.Value, before.Creatives.GetValueOrDefault(one.Key))));
        AssetRows.Keep(connection, after.Id, after.Brief.Look);
    }

    private static void KeepStates(SqliteConnection connection, string id, IEnumerable<KeyValuePair<CreativeKey, CreativeState>> states) =>
        connection.Execute(
            "INSERT INTO creatives (campaign_id, key, state) VALUES (@id, @Key, @State) ON CONFLICT DO UPDATE SET state = excluded.state",
            states.Select(one => new
            {
                id,
                Key = one.Key.ToString(),
                State = JsonSerializer.Serialize(one.Value, CampaignJson.Default.CreativeState),
            }));

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public long CreatedAt { get; init; }

        public long ChangedAt { get; init; }

        public long Version { get; init; }

        public string Brief { get; init; } = "";

        public string Concepts { get; init; } = "";

        public static Row From(Campaign campaign) => new()
        {
            Id = campaign.Id,
            CreatedAt = campaign.CreatedAt.ToUnixTimeMilliseconds(),
            ChangedAt = campaign.ChangedAt.ToUnixTimeMilliseconds(),
            Version = campaign.Version,
            Brief = JsonSerializer.Serialize(campaign.Brief, CampaignJson.Default.Brief),
            Concepts = JsonSerializer.Serialize(campaign.Concepts, CampaignJson.Default.ImmutableArrayConcept),
        };

        public Campaign ToCampaign() => new()
        {
            Id = Id,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt),
            Version = Version,
            Brief = JsonSerializer.Deserialize(Brief, CampaignJson.Default.Brief)!,
            Concepts = JsonSerializer.Deserialize(Concepts, CampaignJson.Default.ImmutableArrayConcept),
        };
    }
}
