using System.Collections.Immutable;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Sqlite.Webhooks;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Stores campaigns in SQLite. A change is computed on the writer's thread, so that nothing comes between reading and writing.</summary>
internal sealed class SqliteCampaigns(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : ICampaignStore
{
    /// <summary>How often matrix rows are derived beside the writer before the writer derives them itself.</summary>
    private const int MaxAttempts = 2;

    private const int DeletedTogether = 500;

    public Task CreateAsync(Campaign campaign, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => CampaignRows.Insert(connection, campaign), cancellationToken);

    public Task<Campaign?> FindAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(connection => CampaignRows.Find(connection, id), cancellationToken);

    public Task<bool> ExistsAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(connection => CampaignRows.Exists(connection, id), cancellationToken);

    public Task<ImmutableArray<Campaign>> PageAsync(CampaignShelf shelf, string? before, int limit, CancellationToken cancellationToken) =>
        ReadAsync(connection => CampaignRows.Page(connection, shelf, before, limit).ToImmutableArray(), cancellationToken);

    public Task<CampaignStateTag?> StateTagAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        connection => CampaignRows.FindChangedAt(connection, id) is { } changedAt
            ? CampaignStateTag.Create(id, changedAt, BaseImageRows.All(connection, id).SelectMany(concept => concept.Images))
            : null,
        cancellationToken);

    public async Task<CampaignChange> ChangeAsync(string id, Func<Campaign, Campaign?> change, CancellationToken cancellationToken)
    {
        var (outcome, webhooks) = await writer.WriteAsync(connection => Change(connection, id, change), cancellationToken);
        if (outcome.Done)
        {
            signals.Raise(id);
        }

        if (webhooks)
        {
            signals.Raise(IJobSignals.Webhooks);
        }

        return outcome;
    }

    public Task<bool> ArchiveAsync(string id, bool archived, CancellationToken cancellationToken) =>
        MoveAsync(id, connection => CampaignRows.Archive(connection, id, archived ? time.GetUtcNow() : null), cancellationToken);

    public Task<bool> TrashAsync(string id, CancellationToken cancellationToken) =>
        MoveAsync(id, connection => CampaignRows.Trash(connection, id, time.GetUtcNow()), cancellationToken);

    public Task<bool> RestoreAsync(string id, CancellationToken cancellationToken) =>
        MoveAsync(id, connection => CampaignRows.Restore(connection, id), cancellationToken);

    public async Task<int> PurgeAsync(DateTimeOffset trashedBefore, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var id in await ReadAsync(connection => CampaignRows.Trashed(connection, trashedBefore), cancellationToken))
        {
            // One at a time, so that others need not wait. It may have been restored in the meantime.
            deleted += await writer.WriteAsync(connection => Purge(connection, id), cancellationToken) ? 1 : 0;
        }

        return deleted;
    }

    public Task<ImmutableArray<CampaignActivity>> ActivityAsync(int limit, CancellationToken cancellationToken) => ReadAsync(
        connection => connection.Query<(string Id, string Name, int Runs, int Running, DateTimeOffset LastAt)>(
            """
            SELECT id, name,
                (SELECT count(*) FROM generations g WHERE g.campaign_id = c.id) AS runs,
                (SELECT count(*) FROM generations g WHERE g.campaign_id = c.id AND g.status = 'running') AS running, last_at
            FROM (
                SELECT id, json_extract(brief, '$.name') AS name, (SELECT max(created_at) FROM generations g WHERE g.campaign_id = campaigns.id) AS last_at
                FROM campaigns WHERE deleted_at IS NULL) c
            WHERE last_at IS NOT NULL ORDER BY last_at DESC LIMIT @limit
            """,
            new { limit }).Select(row => new CampaignActivity(row.Id, row.Name, row.Runs, row.Running, row.LastAt)).ToImmutableArray(),
        cancellationToken);

    public Task<ImmutableArray<string>> GenerationsAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        connection => connection.Query<string>("SELECT id FROM generations WHERE campaign_id = @id ORDER BY created_at, id", new { id }).ToImmutableArray(),
        cancellationToken);

    public Task<Creative?> FindCreativeAsync(string id, CreativeKey key, CancellationToken cancellationToken) =>
        ReadAsync(connection => CreativeRows.Find(connection, id, key), cancellationToken);

    public Task<MatrixPage?> CreativesAsync(string id, CreativeQuery query, CancellationToken cancellationToken) =>
        ReadMatrixAsync(id, (connection, campaign) => MatrixRows.Page(connection, campaign, query), cancellationToken);

    public Task<CreativeCounts?> CountAsync(string id, CancellationToken cancellationToken) =>
        ReadMatrixAsync(id, (connection, _) => MatrixRows.Count(connection, id), cancellationToken);

    public Task<CompleteCampaign?> FindCompleteAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        connection => CampaignRows.Find(connection, id) is { } campaign ? new CompleteCampaign(campaign, CreativeRows.States(connection, id, null)) : null,
        cancellationToken);

    public async Task<Creative?> ChangeCreativeAsync(string id, CreativeKey key, Func<Creative, CreativeState?> change, CancellationToken cancellationToken)
    {
        var (creative, changed) = await writer.WriteAsync(
            connection =>
            {
                if (CreativeRows.Find(connection, id, key) is not { } before)
                {
                    return ((Creative?)null, false);
                }

                if (change(before) is not { } state)
                {
                    return (before, false);
                }

                CampaignRows.Touch(connection, id, time.GetUtcNow());
                CreativeRows.Update(connection, id, new CreativeMatrix(before.Brief), before, state, time.GetUtcNow());
                return (CreativeRows.Find(connection, id, key), true);
            },
            cancellationToken);
        if (changed)
        {
            signals.Raise(id);
        }

        return creative;
    }

    public async Task<int?> ChangePendingAsync(string id, CreativeFilter filter, Func<Creative, CreativeState> change, CancellationToken cancellationToken) =>
        (await ChangePendingAsync(id, filter, null, change, cancellationToken))?.Count;

    public async Task<PendingCreatives?> ChangePendingAsync(
        string id, CreativeFilter filter, string? tag, Func<Creative, CreativeState> change, CancellationToken cancellationToken)
    {
        var pending = await writer.WriteAsync(connection => ChangePending(connection, id, filter, tag, change), cancellationToken);
        if (pending is { Count: > 0 } && (tag is null || tag == pending.Tag))
        {
            signals.Raise(id);
        }

        return pending;
    }

    public Task<PendingCreatives?> PendingAsync(string id, CreativeFilter filter, CancellationToken cancellationToken) =>
        ReadMatrixAsync(id, (connection, _) => MatrixRows.Pending(connection, id, filter), cancellationToken);

    public Task StoreWarningsAsync(string contentHash, ImmutableArray<string> warnings, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => CreativeRows.StoreWarnings(connection, contentHash, warnings), cancellationToken);

    public async Task<int> DeleteUnusedWarningsAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(CreativeRows.UnusedWarnings, cancellationToken) is [])
        {
            return 0;
        }

        // Counting brings the matrix rows of a campaign up to date: a creative without one would lose its own warnings.
        foreach (var id in await ReadAsync(CampaignRows.Ids, cancellationToken))
        {
            await CountAsync(id, cancellationToken);
        }

        // Found beside the writer, because that reads all creatives. The writer deletes a few at a time, so that others need not wait.
        var deleted = 0;
        foreach (var unused in (await ReadAsync(CreativeRows.UnusedWarnings, cancellationToken)).Chunk(DeletedTogether))
        {
            deleted += await writer.WriteAsync(connection => CreativeRows.DeleteWarnings(connection, unused), cancellationToken);
        }

        return deleted;
    }

    public Task StoreAssetAsync(string ownerId, CampaignAsset asset, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => AssetRows.Insert(connection, ownerId, asset), cancellationToken);

    public Task<CampaignAsset?> FindAssetAsync(string hash, CancellationToken cancellationToken) =>
        ReadAsync(connection => AssetRows.Find(connection, hash), cancellationToken);

    public Task<CampaignAsset?> FindAssetAsync(string campaignId, string hash, CancellationToken cancellationToken) =>
        ReadAsync(connection => AssetRows.Find(connection, campaignId, hash), cancellationToken);

    public Task SaveKitAsync(BrandKit kit, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            connection =>
            {
                connection.Execute("INSERT INTO brand_kits (id, kit) VALUES (@Id, @kit) ON CONFLICT DO UPDATE SET kit = excluded.kit", new { kit.Id, kit });
                AssetRows.Delete(connection, kit.Id);
                AssetRows.Insert(connection, kit.Id, kit.Look);
            },
            cancellationToken);

    public Task<BrandKit?> FindKitAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync(connection => connection.QuerySingleOrDefault<BrandKit>("SELECT kit FROM brand_kits WHERE id = @id", new { id }), cancellationToken);

    public Task<ImmutableArray<BrandKit>> KitsAsync(CancellationToken cancellationToken) => ReadAsync(
        connection => connection.Query<BrandKit>("SELECT kit FROM brand_kits")
            .OrderBy(kit => kit.Name, StringComparer.InvariantCultureIgnoreCase).ThenBy(kit => kit.Id, StringComparer.Ordinal).ToImmutableArray(),
        cancellationToken);

    public Task<bool> DeleteKitAsync(string id, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (connection.Execute("DELETE FROM brand_kits WHERE id = @id", new { id }) == 0)
            {
                return false;
            }

            AssetRows.Delete(connection, id);
            return true;
        },
        cancellationToken);

    public Task<bool> AddLinkAsync(ReviewLink link, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => LinkRows.Insert(connection, link), cancellationToken);

    public Task<ReviewLink?> FindLinkAsync(string linkId, CancellationToken cancellationToken) =>
        ReadAsync(connection => LinkRows.Find(connection, linkId), cancellationToken);

    public Task<ImmutableArray<ReviewLink>> LinksAsync(string campaignId, CancellationToken cancellationToken) =>
        ReadAsync(connection => LinkRows.All(connection, campaignId).ToImmutableArray(), cancellationToken);

    public async Task<bool> RevokeLinkAsync(string campaignId, string linkId, CancellationToken cancellationToken)
    {
        var revoked = await writer.WriteAsync(connection => LinkRows.Revoke(connection, campaignId, linkId, time.GetUtcNow()), cancellationToken);
        signals.Raise(campaignId);
        return revoked;
    }

    /// <summary>Puts a campaign on another shelf, and notifies open pages.</summary>
    private async Task<bool> MoveAsync(string id, Func<SqliteConnection, bool> move, CancellationToken cancellationToken)
    {
        var moved = await writer.WriteAsync(move, cancellationToken);
        if (moved)
        {
            signals.Raise(id);
        }

        return moved;
    }

    /// <returns>False if the campaign is not in the trash.</returns>
    private static bool Purge(SqliteConnection connection, string id)
    {
        if (!CampaignRows.IsTrashed(connection, id))
        {
            return false;
        }

        connection.Execute($"{DecisionRows.PurgePreviews}; DELETE FROM campaigns WHERE id = @id", new { id });
        AssetRows.Delete(connection, id);
        return true;
    }

    private (CampaignChange Outcome, bool Webhooks) Change(SqliteConnection connection, string id, Func<Campaign, Campaign?> change)
    {
        if (CampaignRows.Find(connection, id) is not { } before)
        {
            return (new CampaignChange(null, false), false);
        }

        if (change(before) is not { } changed)
        {
            return (new CampaignChange(before, false), false);
        }

        var now = time.GetUtcNow();
        CampaignRows.Update(connection, before, changed);
        CampaignRows.Touch(connection, id, now);
        var after = CampaignRows.Find(connection, id)!;
        return (new CampaignChange(after, true), DeliveryRows.Append(connection, before, after, now));
    }

    private PendingCreatives? ChangePending(
        SqliteConnection connection, string id, CreativeFilter filter, string? tag, Func<Creative, CreativeState> change)
    {
        if (CampaignRows.Find(connection, id) is not { } campaign)
        {
            return null;
        }

        MatrixRows.FindChange(connection, campaign)?.TryApply(connection);
        var pending = MatrixRows.Pending(connection, id, filter);
        if (pending.Count == 0 || (tag is not null && tag != pending.Tag))
        {
            return pending;
        }

        var (matrix, now) = (new CreativeMatrix(campaign.Brief), time.GetUtcNow());
        foreach (var text in MatrixRows.PendingKeys(connection, id, filter))
        {
            if (CreativeKey.TryParse(text, out var key) && CreativeMatrix.ImageOf(key) is { } image
                && CreativeRows.Find(connection, id, key, matrix, campaign.FindImage(image)) is { } creative)
            {
                CreativeRows.Update(connection, id, matrix, creative, change(creative), now);
            }
        }

        CampaignRows.Touch(connection, id, now);
        return pending;
    }

    /// <summary>
    /// Reads with up-to-date matrix rows. Rows that are out of date are derived here, beside the writer, which only writes the differences;
    /// if other changes keep coming in between, the writer derives them itself.
    /// </summary>
    public async Task<T?> ReadMatrixAsync<T>(string id, Func<SqliteConnection, Campaign, T> read, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            var (result, change) = await ReadAsync<(T?, MatrixChange?)>(
                connection => CampaignRows.Find(connection, id) is not { } campaign ? (null, null)
                    : MatrixRows.FindChange(connection, campaign) is { } change ? (null, change)
                    : (read(connection, campaign), null),
                cancellationToken);
            if (change is null)
            {
                return result;
            }

            await writer.WriteAsync(
                connection => change.TryApply(connection)
                    || (attempt > MaxAttempts && CampaignRows.Find(connection, id) is { } now && MatrixRows.FindChange(connection, now)?.TryApply(connection) == true),
                cancellationToken);
        }
    }

    /// <summary>Reads from one snapshot.</summary>
    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            return read(connection);
        },
        cancellationToken);
}
