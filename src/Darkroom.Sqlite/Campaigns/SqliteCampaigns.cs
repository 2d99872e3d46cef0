using System.Collections.Immutable;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Campaigns in SQLite. A change is decided on the writer's thread, so that nothing comes between reading and writing.</summary>
internal sealed class SqliteCampaigns(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : ICampaignStore
{
    public Task CreateAsync(Campaign campaign, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            CampaignRows.Insert(connection, campaign);
            return true;
        },
        cancellationToken);

    public Task<Campaign?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            using var oneMoment = connection.BeginTransaction(deferred: true);
            return CampaignRows.Load(connection, id);
        },
        cancellationToken);

    public Task<ImmutableArray<Campaign>> PageAsync(string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => CampaignRows.Page(connection, before, limit).ToImmutableArray(), cancellationToken);

    public async Task<CampaignChange> ChangeAsync(string id, Func<Campaign, Campaign?> change, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(connection => Change(connection, id, change), cancellationToken);
        if (outcome.Done)
        {
            signals.Raise(id);
        }

        return outcome;
    }

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var deleted = await writer.WriteAsync(
            connection =>
            {
                if (connection.Execute("DELETE FROM campaigns WHERE id = @id", new { id }) == 0)
                {
                    return false;
                }

                AssetRows.Drop(connection, id);
                return true;
            },
            cancellationToken);
        signals.Raise(id);
        return deleted;
    }

    public Task<ImmutableArray<string>> GenerationsAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Query<string>(
                "SELECT id FROM generations WHERE campaign_id = @id ORDER BY created_at, id", new { id }).ToImmutableArray(),
            cancellationToken);

    public Task StoreAssetAsync(string ownerId, CampaignAsset asset, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            AssetRows.Keep(connection, ownerId, asset);
            return true;
        },
        cancellationToken);

    public Task<CampaignAsset?> FindAssetAsync(string hash, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QueryFirstOrDefault<CampaignAsset>(
                "SELECT blob_hash AS hash, mime, name FROM campaign_assets WHERE blob_hash = @hash LIMIT 1", new { hash }),
            cancellationToken);

    public Task SaveKitAsync(BrandKit kit, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            KitRows.Save(connection, kit);
            return true;
        },
        cancellationToken);

    public Task<BrandKit?> FindKitAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => KitRows.Load(connection, id), cancellationToken);

    public Task<ImmutableArray<BrandKit>> KitsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(KitRows.All, cancellationToken);

    public Task<bool> DeleteKitAsync(string id, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (connection.Execute("DELETE FROM brand_kits WHERE id = @id", new { id }) == 0)
            {
                return false;
            }

            AssetRows.Drop(connection, id);
            return true;
        },
        cancellationToken);

    public Task<bool> AddLinkAsync(ReviewLink link, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => LinkRows.Insert(connection, link), cancellationToken);

    public Task<ReviewLink?> FindLinkAsync(string linkId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => LinkRows.Load(connection, linkId), cancellationToken);

    public Task<ImmutableArray<ReviewLink>> LinksAsync(string campaignId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => LinkRows.Read(connection, campaignId), cancellationToken);

    public async Task<bool> RevokeLinkAsync(string campaignId, string linkId, CancellationToken cancellationToken)
    {
        var revoked = await writer.WriteAsync(connection => LinkRows.Revoke(connection, campaignId, linkId, time.GetUtcNow()), cancellationToken);
        signals.Raise(campaignId);
        return revoked;
    }

    private CampaignChange Change(SqliteConnection connection, string id, Func<Campaign, Campaign?> change)
    {
        if (CampaignRows.Load(connection, id) is not { } before)
        {
            return new CampaignChange(null, false);
        }

        if (change(before) is not { } changed)
        {
            return new CampaignChange(before, false);
        }

        // Later than before, whatever the clock says: it tells one state from the next.
        var (now, next) = (time.GetUtcNow(), before.ChangedAt.AddMilliseconds(1));
        var after = changed with { ChangedAt = now > next ? now : next };
        CampaignRows.Update(connection, before, after);
        return new CampaignChange(after, true);
    }
}
