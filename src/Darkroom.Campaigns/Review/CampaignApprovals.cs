using System.Collections.Immutable;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Review;

/// <summary>Decisions about many creatives at once.</summary>
public sealed class CampaignApprovals(ICampaignStore store, BaseImages pictures)
{
    /// <summary>Approves what waits for approval and has its picture: all of it, or nothing.</summary>
    /// <param name="which">Of those, the wanted ones; as they are at that moment. Pure.</param>
    /// <returns>How many; null where there is no such campaign.</returns>
    public async Task<int?> ApproveAsync(string id, Func<Creative, bool> which, CancellationToken cancellationToken)
    {
        if (await pictures.FindAsync(id, cancellationToken) is not { } snapshot)
        {
            return null;
        }

        var approved = 0;
        var change = await store.ChangeAsync(
            id,
            now =>
            {
                var shown = (snapshot with { Campaign = now }).WithImages().Campaign;
                var wanted = CreativeMatrix.Creatives(shown).Where(one => one is { Approval: Approval.Pending, Picture.ImageId: not null } && which(one)).ToList();
                approved = wanted.Count;
                return approved == 0 ? null : shown with { Creatives = shown.Creatives.SetItems(wanted.Select(one => Approved(shown, one))) };
            },
            cancellationToken);
        return change.Campaign is null ? null : approved;
    }

    private static KeyValuePair<CreativeKey, CreativeState> Approved(Campaign campaign, Creative seen) => KeyValuePair.Create(
        seen.Key,
        (campaign.Creatives.GetValueOrDefault(seen.Key) ?? new CreativeState()) with
        {
            Approval = Approval.Approved,
            By = null,
            Look = seen.ContentHash,
            Version = seen.Version,
        });
}
