using Dapper;
using Darkroom.Campaigns.Briefs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Which files a campaign or a brand kit uses.</summary>
internal static class AssetRows
{
    public static void Keep(SqliteConnection connection, string ownerId, CampaignAsset asset) => connection.Execute(
        "INSERT INTO campaign_assets (owner_id, blob_hash, mime, name) VALUES (@ownerId, @Hash, @Mime, @Name) ON CONFLICT DO NOTHING",
        new { ownerId, asset.Hash, asset.Mime, asset.Name });

    /// <summary>A file that came from a brand kit must outlive the kit.</summary>
    public static void Keep(SqliteConnection connection, string ownerId, BrandLook look)
    {
        foreach (var asset in new[] { look.Logo, look.Font }.OfType<CampaignAsset>())
        {
            Keep(connection, ownerId, asset);
        }
    }

    public static void Drop(SqliteConnection connection, string ownerId) =>
        connection.Execute("DELETE FROM campaign_assets WHERE owner_id = @ownerId", new { ownerId });
}
