using Darkroom.Campaigns;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns;

/// <summary><c>GET /campaigns/{id}/creatives/{key}</c>: one creative and everything that can be changed about it.</summary>
internal static class ShowCreative
{
    public static async Task<IResult> HandleAsync(string id, string key, CampaignPictures pictures, CampaignBoards boards, CancellationToken cancellationToken) =>
        await pictures.FindAsync(id, cancellationToken) is { } snapshot && boards.CellsOf(snapshot).FirstOrDefault(cell => cell.Key == key) is { } found
            ? new RazorComponentResult<CreativePage>(new { snapshot.Campaign, Cell = found })
            : NoSuchPage.Page("There is no such creative.");
}
