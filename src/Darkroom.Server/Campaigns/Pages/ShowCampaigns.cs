using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /campaigns</c>: the campaigns, newest first.</summary>
internal static class ShowCampaigns
{
    private const int PageSize = 24;
    private const int Covers = 4;

    public static async Task<RazorComponentResult<CampaignsPage>> HandleAsync(
        string? before, ICampaignStore store, BaseImages pictures, CampaignBoards boards, CancellationToken cancellationToken)
    {
        var page = await store.PageAsync(before is not null && Ids.IsWellFormed(before) ? before : null, PageSize, cancellationToken);
        var cards = ImmutableArray.CreateBuilder<CampaignCard>();
        foreach (var campaign in page)
        {
            // Once more, with what was decided about its creatives.
            if (await pictures.FindAsync(campaign.Id, cancellationToken) is { } snapshot)
            {
                cards.Add(CardOf(snapshot, boards.CellsOf(snapshot)));
            }
        }

        return new RazorComponentResult<CampaignsPage>(new { Campaigns = cards.ToImmutable(), Next = page.Length == PageSize ? page[^1].Id : null });
    }

    private static CampaignCard CardOf(CampaignSnapshot snapshot, ImmutableArray<MatrixCell> cells)
    {
        var approved = cells.Count(cell => cell.Creative.Approval == Approval.Approved);
        var moving = cells.Any(cell => cell.Image.Moving);
        var words = cells.IsEmpty || snapshot.Done == 0
            ? moving ? "Generating…" : "Draft"
            : $"{(moving ? $"Generating, {snapshot.Done} of {snapshot.Count} pictures" : PageText.Count(cells.Length, "creative", "creatives"))}{(approved > 0 ? $", {approved} approved" : "")}";
        var covers = snapshot.Campaign.Concepts.SelectMany(concept => concept.Images).Select(image => image.ImageId).OfType<string>().Take(Covers);
        return new CampaignCard(snapshot.Campaign.Id, snapshot.Campaign.Brief.Name, [.. covers], words);
    }
}
