using Darkroom.Campaigns.Briefs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /campaigns/{id}</c> and <c>GET /campaigns/new</c>: the brief and the creatives.</summary>
internal static class ShowCampaign
{
    public static async Task<IResult> HandleAsync(
        string id, [AsParameters] BoardFilter filter, CampaignBoards boards, CancellationToken cancellationToken) =>
        await boards.FindAsync(id, filter, cancellationToken) is { } board ? Page(board, null) : CampaignForms.NoCampaignPage;

    public static async Task<IResult> NewAsync(CampaignBoards boards, CancellationToken cancellationToken) =>
        Page(await boards.NewAsync(Brief.Sample, cancellationToken), null);

    public static RazorComponentResult<CampaignPage> Page(CampaignBoard board, string? newLink, int status = StatusCodes.Status200OK) =>
        new(new { Board = board, NewLink = newLink }) { StatusCode = status };
}
