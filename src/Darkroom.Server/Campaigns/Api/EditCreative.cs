using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>PATCH /api/campaigns/{id}/creatives/{key}</c>.</summary>
internal static class EditCreative
{
    public static async Task<IResult> HandleAsync(string id, string key, CreativeBody body, CampaignBriefs briefs, CancellationToken cancellationToken) =>
        CreativeKey.TryParse(key, out var place)
            ? CreateResult(await briefs.EditAsync(id, place, body.ToEdit(), cancellationToken), $"/campaigns/{id}")
            : CampaignResults.NotFound;

    /// <param name="path">The path that addresses of previews begin with.</param>
    public static IResult CreateResult((CampaignOutcome? Problem, Creative? Creative) edited, string path) =>
        edited.Creative is { } creative ? TypedResults.Ok(CreativeView.From(creative, path)) : CampaignResults.Problem(edited.Problem!);
}
