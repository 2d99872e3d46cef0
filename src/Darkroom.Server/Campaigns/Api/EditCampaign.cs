using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Server.Campaigns.Api;

internal static class EditCampaign
{
    public static async Task<IResult> CreateAsync(BriefBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken) =>
        await briefs.CreateAsync(body.ToBrief(body.Product is null ? Brief.Sample : Brief.SampleForAnotherProduct), cancellationToken) switch
        {
            CampaignOutcome.Done(var campaign) => TypedResults.Created(
                $"/api/campaigns/{campaign.Id}", await CampaignResults.ViewAsync(campaign, store, cancellationToken)),
            var problem => CampaignResults.Problem(problem),
        };

    public static async Task<IResult> GetAsync(string id, ICampaignStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } campaign
            ? TypedResults.Ok(await CampaignResults.ViewAsync(campaign, store, cancellationToken))
            : CampaignResults.NoCampaign;

    public static async Task<IResult> SaveAsync(
        string id, SaveCampaignBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (body is not { Version: { } version, Brief: { } brief })
        {
            return Problems.Invalid(body.Version is null
                ? new ValidationError("version", "Send the version that you changed: it is in the campaign.")
                : new ValidationError("brief", "Send the whole brief."));
        }

        var after = brief.ToBrief(new Brief());
        if (brief.Copy?.Any(copy => copy?.Unchecked is null) == true && Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } before)
        {
            after = after with { Copy = [.. after.Copy.Zip(brief.Copy.Value, (copy, sent) => sent?.Unchecked is null ? TextKey.WithMarksOf(copy, before.Brief) : copy)] };
        }

        return await CampaignResults.CreateAsync(await briefs.SaveAsync(id, version, after, cancellationToken), store, cancellationToken);
    }

    public static async Task<IResult> DuplicateAsync(string id, DuplicateBody? body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken) =>
        await briefs.DuplicateAsync(id, body?.Name, cancellationToken) switch
        {
            CampaignOutcome.Done(var campaign) => TypedResults.Created(
                $"/api/campaigns/{campaign.Id}", await CampaignResults.ViewAsync(await store.FindAsync(campaign.Id, cancellationToken) ?? campaign, store, cancellationToken)),
            CampaignOutcome.NotFound => CampaignResults.NoCampaign,
            var problem => CampaignResults.Problem(problem),
        };

    public static Task<IResult> ArchiveAsync(string id, ICampaignStore store, CancellationToken cancellationToken) => ArchiveAsync(id, true, store, cancellationToken);

    public static Task<IResult> UnarchiveAsync(string id, ICampaignStore store, CancellationToken cancellationToken) => ArchiveAsync(id, false, store, cancellationToken);

    public static async Task<IResult> RestoreAsync(string id, ICampaignStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.RestoreAsync(id, cancellationToken) ? await GetAsync(id, store, cancellationToken) : CampaignResults.NoCampaign;

    private static async Task<IResult> ArchiveAsync(string id, bool archived, ICampaignStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.ArchiveAsync(id, archived, cancellationToken) ? await GetAsync(id, store, cancellationToken) : CampaignResults.NoCampaign;

    public static async Task<IResult> DeleteAsync(
        string id, CampaignBriefs briefs, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await briefs.DeleteAsync(id, cancellationToken))
        {
            return CampaignResults.NoCampaign;
        }

        log.Deleted(context, "campaign", id);
        return TypedResults.NoContent();
    }
}
