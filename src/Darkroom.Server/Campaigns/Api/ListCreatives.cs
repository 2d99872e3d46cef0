using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>The parameters of <c>GET /api/campaigns/{id}/creatives</c> and of a review.</summary>
internal sealed record CreativeParameters
{
    public string? State { get; init; }

    public string? Channel { get; init; }

    public string? Language { get; init; }

    public string? Cursor { get; init; }

    public string? Limit { get; init; }
}

/// <summary><c>GET /api/campaigns/{id}/creatives</c>.</summary>
internal static class ListCreatives
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;

    public static async Task<IResult> HandleAsync(
        string id, [AsParameters] CreativeParameters parameters, ICampaignStore store, CancellationToken cancellationToken)
    {
        var (page, problem) = await ReadAsync(id, parameters, store, cancellationToken);
        return page is null
            ? problem!
            : TypedResults.Ok(new CreativesView([.. page.Creatives.Select(creative => CreativeView.From(creative, $"/campaigns/{id}"))], Total(page, parameters), page.Next));
    }

    /// <summary>Reads a page of the creatives that match, in the matrix's order.</summary>
    public static async Task<(MatrixPage? Page, IResult? Problem)> ReadAsync(
        string id, CreativeParameters parameters, ICampaignStore store, CancellationToken cancellationToken)
    {
        var states = Enum.GetValues<Approval>().Select(Wire.Name).ToList();
        var (state, cursor) = (parameters.State, string.IsNullOrEmpty(parameters.Cursor) ? null : parameters.Cursor);
        QueryParameters.TryReadNumber(parameters.Limit, "limit", (1, MaxLimit, DefaultLimit), out var limit, out var problem);
        if (!string.IsNullOrEmpty(state) && !states.Contains(state))
        {
            problem = new ValidationError("state", $"Choose one of {string.Join(", ", states)}.");
        }
        else if (problem is null && cursor is not null && (!CreativeKey.TryParse(cursor, out var key) || await store.FindCreativeAsync(id, key, cancellationToken) is null))
        {
            problem = new ValidationError("cursor", "Send the next_cursor of the previous page unchanged. After the brief has changed, start from the first page.");
        }

        if (problem is not null && await store.ExistsAsync(id, cancellationToken))
        {
            return (null, Problems.Invalid(problem));
        }

        return await store.CreativesAsync(id, new CreativeQuery(FilterOf(parameters), CreativeOrder.Concept, cursor, limit), cancellationToken) is { } page
            ? (page, null)
            : (null, CampaignResults.NoCampaign);
    }

    /// <summary>Counts the creatives that match, on all pages.</summary>
    public static int Total(MatrixPage page, CreativeParameters parameters) => page.Counts.Count(FilterOf(parameters));

    private static CreativeFilter FilterOf(CreativeParameters parameters) => new(parameters.State, parameters.Channel, parameters.Language);
}
