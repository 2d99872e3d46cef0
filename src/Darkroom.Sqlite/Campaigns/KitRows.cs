using System.Collections.Immutable;
using Dapper;
using Darkroom.Campaigns.Briefs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes brand kits.</summary>
internal static class KitRows
{
    public static void Save(SqliteConnection connection, BrandKit kit)
    {
        connection.Execute(
            "INSERT INTO brand_kits (id, kit) VALUES (@Id, @kit) ON CONFLICT DO UPDATE SET kit = excluded.kit",
            new { kit.Id, kit });
        AssetRows.Delete(connection, kit.Id);
        AssetRows.Insert(connection, kit.Id, kit.Look);
    }

    public static BrandKit? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<BrandKit>("SELECT kit FROM brand_kits WHERE id = @id", new { id });

    public static ImmutableArray<BrandKit> All(SqliteConnection connection) =>
        [.. connection.Query<BrandKit>("SELECT kit FROM brand_kits")
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
}
