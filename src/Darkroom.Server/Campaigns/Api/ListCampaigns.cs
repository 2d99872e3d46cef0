using System.Globalization;
using Darkroom.Campaigns;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>GET /api/campaigns</c>.</summary>
internal static class ListCampaigns
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static async Task<IResult> HandleAsync(string? cursor, string? limit, ICampaignStore store, CancellationToken cancellationToken)
    {
        var most = DefaultLimit;
        if (!string.IsNullOrEmpty(limit) && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is > 0 and <= MaxLimit))
        {
            return Problems.Invalid(new ValidationError("limit", $"Choose a whole number from 1 to {MaxLimit}."));
        }

        if (!string.IsNullOrEmpty(cursor) && !Ids.IsWellFormed(cursor))
        {
            return Problems.Invalid(new ValidationError("cursor", "Send next_cursor of the page before, unchanged."));
        }

        var page = await store.PageAsync(string.IsNullOrEmpty(cursor) ? null : cursor, most + 1, cancellationToken);
        var shown = page.Length > most ? page[..most] : page;
        return TypedResults.Ok(new CampaignListView(
            [.. shown.Select(one => new CampaignSummary(
                one.Id, one.Brief.Name, one.Brief.Brand, one.CreatedAt, one.ChangedAt, one.Concepts.Sum(concept => concept.Images.Length)))],
            page.Length > most ? shown[^1].Id : null));
    }
}
