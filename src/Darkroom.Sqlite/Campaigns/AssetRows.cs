using Dapper;
using Darkroom.Campaigns.Briefs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes the files that campaigns and brand kits use.</summary>
internal static class AssetRows
{
    public static void Insert(SqliteConnection connection, string ownerId, CampaignAsset asset) => connection.Execute(
        "INSERT INTO campaign_assets (owner_id, blob_hash, mime, name) VALUES (@ownerId, @Hash, @Mime, @Name) ON CONFLICT DO NOTHING",
        new { ownerId, asset.Hash, asset.Mime, asset.Name });

    /// <summary>Inserts the files of a look. A file that came from a brand kit must outlive the kit.</summary>
    public static void Insert(SqliteConnection connection, string ownerId, BrandLook look)
    {
        foreach (var asset in new[] { look.Logo, look.Font }.OfType<CampaignAsset>())
        {
            Insert(connection, ownerId, asset);
        }
    }

    public static CampaignAsset? Find(SqliteConnection connection, string hash) => connection.QueryFirstOrDefault<CampaignAsset>(
        "SELECT blob_hash AS hash, mime, name FROM campaign_assets WHERE blob_hash = @hash LIMIT 1", new { hash });

    /// <summary>Returns the file of a campaign's brief with that hash.</summary>
    public static CampaignAsset? Find(SqliteConnection connection, string campaignId, string hash) =>
        CampaignRows.FindBrief(connection, campaignId) is { Look: var look }
            ? new[] { look.Logo, look.Font }.FirstOrDefault(asset => asset?.Hash == hash)
            : null;

    public static void Delete(SqliteConnection connection, string ownerId) =>
        connection.Execute("DELETE FROM campaign_assets WHERE owner_id = @ownerId", new { ownerId });
}
