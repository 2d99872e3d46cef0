using Darkroom.Campaigns.Matrix;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /campaigns/{id}/creatives/{key}</c>: one creative and everything that can be changed about it.</summary>
internal static class ShowCreative
{
    public static Task<IResult> HandleAsync(string id, string key, BaseImages pictures, CampaignBoards boards, CancellationToken cancellationToken) =>
        PageAsync(id, key, "", pictures, boards, cancellationToken);

    /// <param name="problem">Why what was asked just now was not done; empty when it was, or nothing was asked.</param>
    public static async Task<IResult> PageAsync(
        string id, string key, string problem, BaseImages pictures, CampaignBoards boards, CancellationToken cancellationToken) =>
        await pictures.FindAsync(id, cancellationToken) is { } snapshot && boards.CellsOf(snapshot).FirstOrDefault(cell => cell.Key == key) is { } found
            ? new RazorComponentResult<CreativePage>(new { snapshot.Campaign, Cell = found, Problem = problem })
            {
                StatusCode = problem.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            }
            : NotFoundPage.Page("There is no such creative.");
}
