using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>PATCH /api/campaigns/{id}/creatives/{key}</c>.</summary>
internal static class EditCreative
{
    public static async Task<IResult> HandleAsync(
        string id, string key, CreativeBody body, CampaignBriefs briefs, CreativeReviews reviews, CancellationToken cancellationToken) =>
        CreativeKey.TryParse(key, out var place)
            ? CreateResult(await SaveAsync(id, place, body.ToEdit(), briefs, reviews, cancellationToken), $"/campaigns/{id}")
            : CampaignResults.NotFound;

    /// <summary>Saves a change by the owner, and keeps what was decided on.</summary>
    public static async Task<(CampaignOutcome? Problem, Creative? Creative)> SaveAsync(
        string id, CreativeKey key, CreativeEdit edit, CampaignBriefs briefs, CreativeReviews reviews, CancellationToken cancellationToken)
    {
        var edited = await briefs.EditAsync(id, key, edit, cancellationToken);
        if (edited.Creative is { } creative)
        {
            await reviews.KeepAsync(id, creative, CancellationToken.None);
        }

        return edited;
    }

    /// <param name="path">The path that addresses of previews begin with.</param>
    public static IResult CreateResult((CampaignOutcome? Problem, Creative? Creative) edited, string path) =>
        edited.Creative is { } creative ? TypedResults.Ok(CreativeView.From(creative, path)) : CampaignResults.Problem(edited.Problem!);
}
