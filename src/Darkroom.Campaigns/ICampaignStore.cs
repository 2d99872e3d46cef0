using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns;

/// <summary>Where campaigns, their files, review links and brand kits live. Every verb is one transaction.</summary>
public interface ICampaignStore
{
    /// <summary>Keeps a new campaign, and the files that its brief names.</summary>
    Task CreateAsync(Campaign campaign, CancellationToken cancellationToken);

    /// <summary>As it was stored: which pictures are there by now, <see cref="BaseImages"/> fills in.</summary>
    Task<Campaign?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Campaigns, newest first, without what was decided about single creatives.</summary>
    /// <param name="before">The id that the last page ended with, or null.</param>
    /// <param name="limit">1 to 200.</param>
    Task<ImmutableArray<Campaign>> PageAsync(string? before, int limit, CancellationToken cancellationToken);

    /// <summary>Changes a campaign as it is at that moment: no other change can come in between.</summary>
    /// <param name="id">The campaign.</param>
    /// <param name="change">What it becomes, or null to leave it as it is. Pure: it may be called more than once.</param>
    Task<CampaignChange> ChangeAsync(string id, Func<Campaign, Campaign?> change, CancellationToken cancellationToken);

    /// <summary>Deletes a campaign with its files and review links. Its images stay in the gallery.</summary>
    /// <returns>False where there was none.</returns>
    Task<bool> DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ids of the generations that belong to a campaign, oldest first.</summary>
    Task<ImmutableArray<string>> GenerationsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Notes that a campaign or a brand kit uses a file, which keeps it from the sweep.</summary>
    Task StoreAssetAsync(string ownerId, CampaignAsset asset, CancellationToken cancellationToken);

    /// <summary>A file that some campaign or brand kit uses.</summary>
    Task<CampaignAsset?> FindAssetAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Keeps a brand kit, in place of an older one of the same id.</summary>
    Task SaveKitAsync(BrandKit kit, CancellationToken cancellationToken);

    Task<BrandKit?> FindKitAsync(string id, CancellationToken cancellationToken);

    /// <summary>All of them, by name.</summary>
    Task<ImmutableArray<BrandKit>> KitsAsync(CancellationToken cancellationToken);

    /// <returns>False where there was none.</returns>
    Task<bool> DeleteKitAsync(string id, CancellationToken cancellationToken);

    /// <returns>False where there is no such campaign.</returns>
    Task<bool> AddLinkAsync(ReviewLink link, CancellationToken cancellationToken);

    /// <summary>Revoked and expired ones too.</summary>
    Task<ReviewLink?> FindLinkAsync(string linkId, CancellationToken cancellationToken);

    /// <summary>A campaign's links, newest first, revoked and expired ones too.</summary>
    Task<ImmutableArray<ReviewLink>> LinksAsync(string campaignId, CancellationToken cancellationToken);

    /// <returns>False where the campaign has no such link. Revoking twice changes nothing.</returns>
    Task<bool> RevokeLinkAsync(string campaignId, string linkId, CancellationToken cancellationToken);
}

/// <summary>How a change ended.</summary>
/// <param name="Campaign">As it is now; null where there is none.</param>
/// <param name="Done">False where the change left it as it was.</param>
public readonly record struct CampaignChange(Campaign? Campaign, bool Done);

/// <summary>Lets who has its address look at one campaign and decide, without a login.</summary>
/// <param name="TokenHash">SHA-256 of the address's secret, in hexadecimal; the secret itself is kept nowhere.</param>
/// <param name="Name">The person the link was made for, who signs every decision made by it; null if the owner named nobody.</param>
public sealed record ReviewLink(
    string Id,
    string CampaignId,
    string TokenHash,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt = null,
    string? Name = null)
{
    /// <summary>Signs a decision that was made by this link.</summary>
    /// <param name="edit">The decision.</param>
    /// <param name="typed">The name that the visitor typed; used only if the link was made for nobody in particular.</param>
    public CreativeEdit Sign(CreativeEdit edit, string typed) => edit with { By = Name ?? typed, ByLink = Name is not null };
}
