using Darkroom.Campaigns.Briefs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /campaigns/{id}</c>: the brief and the creatives. <c>GET /campaigns/new</c> starts with the example, <c>/campaigns/blank</c> without.</summary>
internal static class ShowCampaign
{
    public static async Task<IResult> HandleAsync(
        string id, [AsParameters] BoardFilter filter, CampaignBoards boards, CancellationToken cancellationToken) =>
        await boards.FindAsync(id, filter, cancellationToken) is { } board ? Page(board, null) : CampaignForms.NoCampaignPage;

    public static async Task<IResult> ExampleAsync(CampaignBoards boards, CancellationToken cancellationToken) =>
        Page(await boards.NewAsync(Brief.Sample, cancellationToken), null);

    public static async Task<IResult> BlankAsync(CampaignBoards boards, CancellationToken cancellationToken) =>
        Page(await boards.NewAsync(Brief.Blank(Languages.OfPage), cancellationToken) with { IsBlank = true }, null);

    public static RazorComponentResult<CampaignPage> Page(CampaignBoard board, string? newLink, int status = StatusCodes.Status200OK) =>
        new(new { Board = board, NewLink = newLink }) { StatusCode = status };
}
