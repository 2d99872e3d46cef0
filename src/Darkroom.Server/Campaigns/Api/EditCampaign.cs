using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Creating, reading, saving and deleting one campaign.</summary>
internal static class EditCampaign
{
    public static async Task<IResult> CreateAsync(BriefBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (CampaignResults.HasUnknown(out var refused, body))
        {
            return refused;
        }

        return await briefs.CreateAsync(body.ToBrief(SampleBrief.Value), cancellationToken) switch
        {
            CampaignOutcome.Done(var snapshot) => TypedResults.Created(
                $"/api/campaigns/{snapshot.Campaign.Id}", await CampaignResults.ViewAsync(snapshot, store, cancellationToken)),
            var problem => CampaignResults.Problem(problem),
        };
    }

    public static async Task<IResult> GetAsync(string id, BaseImages pictures, ICampaignStore store, CancellationToken cancellationToken) =>
        await pictures.FindAsync(id, cancellationToken) is { } snapshot
            ? TypedResults.Ok(await CampaignResults.ViewAsync(snapshot, store, cancellationToken))
            : CampaignResults.NoCampaign;

    public static async Task<IResult> SaveAsync(
        string id, SaveCampaignBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (CampaignResults.HasUnknown(out var refused, body, body.Brief))
        {
            return refused;
        }

        if (body is not { Version: { } version, Brief: { } brief })
        {
            return Problems.Invalid(body.Version is null
                ? new ValidationError("version", "Send the version that you changed: it is in the campaign.")
                : new ValidationError("brief", "Send the whole brief."));
        }

        return await CampaignResults.AnswerAsync(await briefs.SaveAsync(id, version, brief.ToBrief(new Brief()), cancellationToken), store, cancellationToken);
    }

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
