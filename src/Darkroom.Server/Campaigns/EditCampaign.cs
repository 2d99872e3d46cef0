using Darkroom.Campaigns;
using Darkroom.Generation;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns;

/// <summary>Creating, reading, saving and deleting one campaign.</summary>
internal static class EditCampaign
{
    public static async Task<IResult> CreateAsync(BriefBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (CampaignAnswers.HasUnknown(out var refused, body))
        {
            return refused;
        }

        return await briefs.CreateAsync(body.ToBrief(SampleBrief.Value), cancellationToken) switch
        {
            CampaignOutcome.Done(var snapshot) => TypedResults.Created(
                $"/api/campaigns/{snapshot.Campaign.Id}", await CampaignAnswers.ViewAsync(snapshot, store, cancellationToken)),
            var problem => CampaignAnswers.Problem(problem),
        };
    }

    public static async Task<IResult> GetAsync(string id, CampaignPictures pictures, ICampaignStore store, CancellationToken cancellationToken) =>
        await pictures.FindAsync(id, cancellationToken) is { } snapshot
            ? TypedResults.Ok(await CampaignAnswers.ViewAsync(snapshot, store, cancellationToken))
            : CampaignAnswers.NoCampaign;

    public static async Task<IResult> SaveAsync(
        string id, SaveCampaignBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (CampaignAnswers.HasUnknown(out var refused, body, body.Brief))
        {
            return refused;
        }

        if (body is not { Version: { } version, Brief: { } brief })
        {
            return Problems.Invalid(body.Version is null
                ? new FieldProblem("version", "Send the version that you changed: it is in the campaign.")
                : new FieldProblem("brief", "Send the whole brief."));
        }

        return await CampaignAnswers.AnswerAsync(await briefs.SaveAsync(id, version, brief.ToBrief(new Brief()), cancellationToken), store, cancellationToken);
    }

    public static async Task<IResult> DeleteAsync(
        string id, CampaignBriefs briefs, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await briefs.DeleteAsync(id, cancellationToken))
        {
            return CampaignAnswers.NoCampaign;
        }

        log.Deleted(context, "campaign", id);
        return TypedResults.NoContent();
    }
}
