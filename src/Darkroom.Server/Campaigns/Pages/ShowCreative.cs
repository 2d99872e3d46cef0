using Darkroom.Campaigns;
using Darkroom.Campaigns.Review;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /campaigns/{id}/creatives/{key}</c>: one creative with its editor.</summary>
internal static class ShowCreative
{
    public static IResult NotFound => ErrorPage.NotFound(CampaignTexts.NoCreative);

    public static Task<IResult> HandleAsync(string id, string key, HttpContext context, CancellationToken cancellationToken) =>
        PageAsync(id, key, "", context, cancellationToken);

    public static async Task<IResult> PageAsync(string id, string key, string problem, HttpContext context, CancellationToken cancellationToken)
    {
        var services = context.RequestServices;
        if (!CreativeKey.TryParse(key, out var creativeKey)
            || await services.GetRequiredService<ICampaignStore>().FindCreativeAsync(id, creativeKey, cancellationToken) is not { } creative)
        {
            return NotFound;
        }

        var review = await services.GetRequiredService<CreativeReviews>().FindAsync(id, creativeKey, cancellationToken);
        return new RazorComponentResult<CreativePage>(new { CampaignId = id, Creative = creative, Review = review, Problem = problem })
        {
            StatusCode = problem.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
    }
}
