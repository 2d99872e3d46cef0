using Darkroom.Campaigns;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>GET /api/campaigns</c>.</summary>
internal static class ListCampaigns
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static async Task<IResult> HandleAsync(string? shelf, string? cursor, string? limit, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryReadNumber(limit, "limit", (1, MaxLimit, DefaultLimit), out var max, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        if (!string.IsNullOrEmpty(cursor) && !Ids.IsWellFormed(cursor))
        {
            return Problems.Invalid(new ValidationError("cursor", "Send the next_cursor of the previous page unchanged."));
        }

        var shelves = Enum.GetValues<CampaignShelf>();
        if (!string.IsNullOrEmpty(shelf) && !shelves.Select(Wire.Name).Contains(shelf))
        {
            return Problems.Invalid(new ValidationError("shelf", $"Choose one of {string.Join(", ", shelves.Select(Wire.Name))}."));
        }

        var page = await store.PageAsync(string.IsNullOrEmpty(shelf) ? CampaignShelf.Active : Wire.Value<CampaignShelf>(shelf), string.IsNullOrEmpty(cursor) ? null : cursor, max + 1, cancellationToken);
        var shown = page.Length > max ? page[..max] : page;
        return TypedResults.Ok(new CampaignListView(
            [.. shown.Select(campaign => new CampaignSummary(
                campaign.Id, campaign.Brief.Name, campaign.Brief.Brand, campaign.CreatedAt, campaign.ChangedAt, campaign.Concepts.Sum(concept => concept.Images.Length), campaign.ArchivedAt, campaign.DeletedAt))],
            page.Length > max ? shown[^1].Id : null));
    }
}
