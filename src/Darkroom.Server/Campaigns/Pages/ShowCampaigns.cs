using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>A campaign in the list of campaigns.</summary>
/// <param name="Covers">The ids of up to four of its images.</param>
/// <param name="Text">Its progress, such as "12 creatives, 8 approved".</param>
public sealed record CampaignCard(string Id, string Name, ImmutableArray<string> Covers, string Text);

/// <summary>The list of campaigns.</summary>
/// <param name="Next">The cursor of the next page; null on the last.</param>
/// <param name="Deleted">The id of the campaign that was just deleted; null if none was.</param>
public sealed record CampaignList(CampaignShelf Shelf, ImmutableArray<CampaignCard> Cards, string? Next, string? Deleted);

/// <summary><c>GET /campaigns</c>: the campaigns of a shelf, newest first.</summary>
internal static class ShowCampaigns
{
    private const int PageSize = 24;
    private const int MaxCovers = 4;

    public static async Task<IResult> HandleAsync(string? before, string? shelf, string? deleted, ICampaignStore store, CancellationToken cancellationToken)
    {
        var on = Enum.GetValues<CampaignShelf>().FirstOrDefault(one => Wire.Name(one) == shelf);
        var page = await store.PageAsync(on, before is not null && Ids.IsWellFormed(before) ? before : null, PageSize, cancellationToken);
        var cards = ImmutableArray.CreateBuilder<CampaignCard>();
        foreach (var campaign in page)
        {
            var counts = on == CampaignShelf.Deleted ? new CreativeCounts([]) : await store.CountAsync(campaign.Id, cancellationToken);
            if (counts is not null)
            {
                cards.Add(CardOf(campaign, counts));
            }
        }

        var undo = deleted is not null && Ids.IsWellFormed(deleted) && !await store.ExistsAsync(deleted, cancellationToken) ? deleted : null;
        return new RazorComponentResult<CampaignsPage>(new
        {
            List = new CampaignList(on, cards.ToImmutable(), page.Length == PageSize ? page[^1].Id : null, undo),
        });
    }

    private static CampaignCard CardOf(Campaign campaign, CreativeCounts counts)
    {
        var images = campaign.Images.ToList();
        var (total, approved) = (counts.Count(new CreativeFilter()), counts.Count(new CreativeFilter(Wire.Name(Approval.Approved))));
        var (done, running) = (images.Count(image => image.Status == SlotStatus.Ready), images.Exists(image => image.IsRunning));
        var text = total == 0 || done == 0
            ? running ? CampaignTexts.CardGenerating : CampaignTexts.CardDraft
            : running ? PageText.Format(CampaignTexts.CardProgress, done, images.Count)
            : PageText.Count(total, CampaignTexts.CreativesOne, CampaignTexts.CreativesMany);
        text = approved > 0 && done > 0 ? PageText.Format(CampaignTexts.CardApproved, text, approved) : text;
        var covers = campaign.Concepts.SelectMany(concept => concept.Images).Select(image => image.ImageId).OfType<string>().Take(MaxCovers);
        return new CampaignCard(campaign.Id, campaign.Brief.Name, [.. covers], text);
    }
}
