using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Server.Campaigns.Api;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>The forms that duplicate, archive, delete and restore a campaign. They end in a redirect.</summary>
internal static class ManageCampaign
{
    public static async Task<IResult> DuplicateAsync(string id, CampaignBriefs briefs, CampaignBoards boards, CancellationToken cancellationToken) =>
        await briefs.DuplicateAsync(id, null, cancellationToken) switch
        {
            CampaignOutcome.Done(var campaign) => new SeeOther($"/campaigns/{campaign.Id}"),

            // The brief is not valid any more, such as that of a provider that was removed.
            CampaignOutcome.Invalid(var problems) when await boards.FindAsync(id, BoardFilter.None, cancellationToken) is { } board =>
                ShowCampaign.Page(board with { Problems = BriefFields.ToFormFields(problems, board.Brief) }, null, StatusCodes.Status400BadRequest),
            _ => CampaignForms.NoCampaignPage,
        };

    public static Task<IResult> ArchiveAsync(string id, ICampaignStore store, CancellationToken cancellationToken) =>
        MoveAsync(Ids.IsWellFormed(id) ? store.ArchiveAsync(id, true, cancellationToken) : Task.FromResult(false), "/campaigns");

    public static Task<IResult> UnarchiveAsync(string id, ICampaignStore store, CancellationToken cancellationToken) =>
        MoveAsync(Ids.IsWellFormed(id) ? store.ArchiveAsync(id, false, cancellationToken) : Task.FromResult(false), $"/campaigns/{id}");

    public static Task<IResult> RestoreAsync(string id, ICampaignStore store, CancellationToken cancellationToken) =>
        MoveAsync(Ids.IsWellFormed(id) ? store.RestoreAsync(id, cancellationToken) : Task.FromResult(false), $"/campaigns/{id}");

    public static async Task<IResult> DeleteAsync(string id, CampaignBriefs briefs, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        var deleted = await briefs.DeleteAsync(id, cancellationToken);
        if (deleted)
        {
            log.Deleted(context, "campaign", id);
        }

        return deleted ? new SeeOther($"/campaigns?deleted={id}") : CampaignForms.NoCampaignPage;
    }

    private static async Task<IResult> MoveAsync(Task<bool> moving, string path) => await moving ? new SeeOther(path) : CampaignForms.NoCampaignPage;
}
