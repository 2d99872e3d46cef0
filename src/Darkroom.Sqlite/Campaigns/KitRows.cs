using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes brand kits.</summary>
internal static class KitRows
{
    public static void Save(SqliteConnection connection, BrandKit kit)
    {
        connection.Execute(
            "INSERT INTO brand_kits (id, kit) VALUES (@Id, @Kit) ON CONFLICT DO UPDATE SET kit = excluded.kit",
            new { kit.Id, Kit = JsonSerializer.Serialize(kit, CampaignJson.Default.BrandKit) });
        AssetRows.Delete(connection, kit.Id);
        AssetRows.Insert(connection, kit.Id, kit.Look);
    }

    public static BrandKit? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<string>("SELECT kit FROM brand_kits WHERE id = @id", new { id }) is { } kit ? Read(kit) : null;

    public static ImmutableArray<BrandKit> All(SqliteConnection connection) =>
        [.. connection.Query<string>("SELECT kit FROM brand_kits").Select(Read)
            .OrderBy(kit => kit.Name, StringComparer.InvariantCultureIgnoreCase).ThenBy(kit => kit.Id, StringComparer.Ordinal)];

    public static bool Delete(SqliteConnection connection, string id)
    {
        if (connection.Execute("DELETE FROM brand_kits WHERE id = @id", new { id }) == 0)
        {
            return false;
        }

        AssetRows.Delete(connection, id);
        return true;
    }

    private static BrandKit Read(string kit) => JsonSerializer.Deserialize(kit, CampaignJson.Default.BrandKit)!;
}
