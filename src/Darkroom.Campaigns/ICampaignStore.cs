using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Sharing;

namespace Darkroom.Campaigns;

/// <summary>
/// Stores campaigns, their files, review links and brand kits. Every method is one transaction. The cost of a call follows what it returns
/// or changes, not the number of the campaign's creatives; only <see cref="FindCompleteAsync"/> and
/// <see cref="DeleteUnusedWarningsAsync"/> read all of them. For every method but <see cref="PageAsync"/>, <see cref="RestoreAsync"/>
/// and <see cref="PurgeAsync"/>, a campaign in the trash does not exist.
/// </summary>
public interface ICampaignStore
{
    /// <summary>Stores a new campaign, and that it uses the files of its brief.</summary>
    Task CreateAsync(Campaign campaign, CancellationToken cancellationToken);

    /// <summary>Returns a campaign with the status and the newest image of each base image; null if it does not exist.</summary>
    Task<Campaign?> FindAsync(string id, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the campaigns of a shelf, newest first.</summary>
    /// <param name="before">The id of the last campaign of the previous page; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    Task<ImmutableArray<Campaign>> PageAsync(CampaignShelf shelf, string? before, int limit, CancellationToken cancellationToken);

    /// <summary>Returns the state tag of a campaign; null if it does not exist.</summary>
    Task<CampaignStateTag?> StateTagAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes a campaign. No other change can come between reading and writing.</summary>
    /// <param name="change">Returns the changed campaign, or null to leave it unchanged. Pure: it may be called more than once.</param>
    Task<CampaignChange> ChangeAsync(string id, Func<Campaign, Campaign?> change, CancellationToken cancellationToken);

    /// <summary>Puts a campaign away, or back into the list. Doing so again changes nothing.</summary>
    /// <returns>False if it does not exist.</returns>
    Task<bool> ArchiveAsync(string id, bool archived, CancellationToken cancellationToken);

    /// <summary>Puts a campaign into the trash. Its files and review links are kept, and the links do not work.</summary>
    /// <returns>False if it does not exist or is in the trash.</returns>
    Task<bool> TrashAsync(string id, CancellationToken cancellationToken);

    /// <summary>Takes a campaign out of the trash.</summary>
    /// <returns>False if it is not in the trash.</returns>
    Task<bool> RestoreAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes the campaigns that have been in the trash since before a time.</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> PurgeAsync(DateTimeOffset trashedBefore, CancellationToken cancellationToken);

    /// <summary>Returns the ids of the generations that belong to a campaign, oldest first.</summary>
    Task<ImmutableArray<string>> GenerationsAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the campaigns that images were made for, the last active one first.</summary>
    /// <param name="limit">1 to 100.</param>
    Task<ImmutableArray<CampaignActivity>> ActivityAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Returns one creative; null if the campaign has no such creative, or no base image for it yet.</summary>
    Task<Creative?> FindCreativeAsync(string id, CreativeKey key, CancellationToken cancellationToken);

    /// <summary>Returns a page of creatives and the counts of all; null if the campaign does not exist.</summary>
    Task<MatrixPage?> CreativesAsync(string id, CreativeQuery query, CancellationToken cancellationToken);

    /// <summary>Counts the creatives of a campaign; null if it does not exist.</summary>
    Task<CreativeCounts?> CountAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns a campaign with the states of all its creatives, for an export; null if it does not exist.</summary>
    Task<CompleteCampaign?> FindCompleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Changes one creative. No other change can come between reading and writing.</summary>
    /// <param name="change">Returns the creative's new state, or null to leave it unchanged. Pure: it may be called more than once.</param>
    /// <returns>The creative after the change; null under the conditions of <see cref="FindCreativeAsync"/>.</returns>
    Task<Creative?> ChangeCreativeAsync(string id, CreativeKey key, Func<Creative, CreativeState?> change, CancellationToken cancellationToken);

    /// <summary>Changes every pending creative that matches a filter and has an image: all of them or, if it fails, none.</summary>
    /// <param name="change">As for <see cref="ChangeCreativeAsync"/>, but never null.</param>
    /// <returns>How many creatives were changed; null if the campaign does not exist.</returns>
    Task<int?> ChangePendingAsync(string id, CreativeFilter filter, Func<Creative, CreativeState> change, CancellationToken cancellationToken);

    /// <summary>Changes the same creatives, but only if they are still those that someone saw.</summary>
    /// <param name="tag">The <see cref="PendingCreatives.Tag"/> that was seen.</param>
    /// <returns>The creatives that were pending. If they have another tag, nothing was changed. Null if the campaign does not exist.</returns>
    Task<PendingCreatives?> ChangePendingAsync(
        string id, CreativeFilter filter, string tag, Func<Creative, CreativeState> change, CancellationToken cancellationToken);

    /// <summary>Returns which creatives are pending, match a filter and have an image; null if the campaign does not exist.</summary>
    Task<PendingCreatives?> PendingAsync(string id, CreativeFilter filter, CancellationToken cancellationToken);

    /// <summary>Stores the layout warnings of everything that looks like a creative.</summary>
    /// <param name="contentHash">The <see cref="Creative.ContentHash"/>.</param>
    /// <param name="warnings">One sentence each; empty if there are none.</param>
    Task StoreWarningsAsync(string contentHash, ImmutableArray<string> warnings, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the layout warnings that no creative refers to, because it was deleted or looks different now. The cost follows the number of all
    /// creatives.
    /// </summary>
    /// <returns>The number of content hashes whose warnings were deleted.</returns>
    Task<int> DeleteUnusedWarningsAsync(CancellationToken cancellationToken);

    /// <summary>Stores that a campaign or a brand kit uses a file, so that its blob is not deleted as unused.</summary>
    Task StoreAssetAsync(string ownerId, CampaignAsset asset, CancellationToken cancellationToken);

    /// <summary>Returns a file that any campaign or brand kit uses; null if none does.</summary>
    Task<CampaignAsset?> FindAssetAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Returns the logo or the font of a campaign's brief; null if the brief does not use that file.</summary>
    Task<CampaignAsset?> FindAssetAsync(string campaignId, string hash, CancellationToken cancellationToken);

    /// <summary>Stores a brand kit, replacing one with the same id.</summary>
    Task SaveKitAsync(BrandKit kit, CancellationToken cancellationToken);

    Task<BrandKit?> FindKitAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns all brand kits, ordered by name.</summary>
    Task<ImmutableArray<BrandKit>> KitsAsync(CancellationToken cancellationToken);

    /// <returns>False if it does not exist.</returns>
    Task<bool> DeleteKitAsync(string id, CancellationToken cancellationToken);

    /// <returns>False if the campaign does not exist.</returns>
    Task<bool> AddLinkAsync(ReviewLink link, CancellationToken cancellationToken);

    /// <summary>Returns a review link, including revoked and expired ones.</summary>
    Task<ReviewLink?> FindLinkAsync(string linkId, CancellationToken cancellationToken);

    /// <summary>Returns a campaign's review links, newest first, including revoked and expired ones.</summary>
    Task<ImmutableArray<ReviewLink>> LinksAsync(string campaignId, CancellationToken cancellationToken);

    /// <summary>Revokes a review link. Revoking it again changes nothing.</summary>
    /// <returns>False if the campaign has no such link.</returns>
    Task<bool> RevokeLinkAsync(string campaignId, string linkId, CancellationToken cancellationToken);
}

/// <summary>The result of <see cref="ICampaignStore.ChangeAsync"/>.</summary>
/// <param name="Campaign">The campaign after the change; null if it does not exist.</param>
/// <param name="Done">False if the campaign was left unchanged.</param>
public readonly record struct CampaignChange(Campaign? Campaign, bool Done);

/// <summary>A link that lets anyone who has it see one campaign's creatives and decide about them, without a login.</summary>
/// <param name="TokenHash">The SHA-256 of the address's secret, in hexadecimal. The secret itself is not stored.</param>
/// <param name="Name">The person that the link was created for, recorded with every decision made through it; null if no one was named.</param>
public sealed record ReviewLink(
    string Id,
    string CampaignId,
    string TokenHash,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt = null,
    string? Name = null) : ISecretLink
{
    /// <summary>Signs a decision that was made through this link.</summary>
    /// <param name="typed">The name that the visitor typed; ignored if the link was created for a named person.</param>
    public CreativeEdit Sign(CreativeEdit edit, string typed) => edit with { By = Name ?? typed, ByLink = Name is not null };

    /// <summary>Returns who acts through this link.</summary>
    /// <param name="typed">As for <see cref="Sign"/>.</param>
    public ReviewAuthor AuthorOf(string typed) => new(Name ?? typed, Name is not null);
}
