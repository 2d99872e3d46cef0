using System.Globalization;
using Darkroom.Campaigns;
using Darkroom.Generation;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns;

/// <summary><c>GET /api/campaigns</c>.</summary>
internal static class ListCampaigns
{
    private const int UsualLimit = 50;
    private const int MostLimit = 200;

    public static async Task<IResult> HandleAsync(string? cursor, string? limit, ICampaignStore store, CancellationToken cancellationToken)
    {
        var most = UsualLimit;
        if (!string.IsNullOrEmpty(limit) && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is > 0 and <= MostLimit))
        {
            return Problems.Invalid(new FieldProblem("limit", $"Choose a whole number from 1 to {MostLimit}."));
        }

        if (!string.IsNullOrEmpty(cursor) && !Ids.IsWellFormed(cursor))
        {
            return Problems.Invalid(new FieldProblem("cursor", "Send next_cursor of the page before, unchanged."));
        }

        var page = await store.PageAsync(string.IsNullOrEmpty(cursor) ? null : cursor, most + 1, cancellationToken);
        var shown = page.Length > most ? page[..most] : page;
        return TypedResults.Ok(new CampaignListView(
            [.. shown.Select(one => new CampaignSummary(
                one.Id, one.Brief.Name, one.Brief.Brand, one.CreatedAt, one.ChangedAt, one.Concepts.Sum(concept => concept.Images.Length)))],
            page.Length > most ? shown[^1].Id : null));
    }
}
