using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>PATCH /api/campaigns/{id}/creatives/{key}</c>.</summary>
internal static class EditCreative
{
    public static async Task<IResult> HandleAsync(
        string id, string key, CreativeBody body, CampaignBriefs briefs, CreativePreviews previews, CancellationToken cancellationToken)
    {
        if (CampaignResults.HasUnknown(out var refused, body))
        {
            return refused;
        }

        return CreativeKey.TryParse(key, out var place)
            ? Answer(await briefs.EditAsync(id, place, body.ToEdit(), cancellationToken), $"/campaigns/{id}", previews)
            : CampaignResults.Problem(new CampaignOutcome.NotFound());
    }

    public static IResult Answer((CampaignOutcome Outcome, Creative? Creative) edited, string path, CreativePreviews previews) =>
        edited.Creative is { } creative ? TypedResults.Ok(CreativeView.From(creative, path, previews)) : CampaignResults.Problem(edited.Outcome);
}
