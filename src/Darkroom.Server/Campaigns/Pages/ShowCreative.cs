using Darkroom.Campaigns;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /campaigns/{id}/creatives/{key}</c>: one creative with its editor.</summary>
internal static class ShowCreative
{
    public static IResult NotFound => ErrorPage.NotFound(CampaignTexts.NoCreative);

    public static Task<IResult> HandleAsync(string id, string key, ICampaignStore store, CancellationToken cancellationToken) =>
        PageAsync(id, key, "", store, cancellationToken);

    public static async Task<IResult> PageAsync(string id, string key, string problem, ICampaignStore store, CancellationToken cancellationToken) =>
        CreativeKey.TryParse(key, out var creativeKey) && await store.FindCreativeAsync(id, creativeKey, cancellationToken) is { } creative
            ? new RazorComponentResult<CreativePage>(new { CampaignId = id, Creative = creative, Problem = problem })
            {
                StatusCode = problem.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            }
            : NotFound;
}
