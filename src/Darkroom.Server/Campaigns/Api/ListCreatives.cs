using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>GET /api/campaigns/{id}/creatives</c>.</summary>
internal static class ListCreatives
{
    private const int DefaultLimit = 200;
    private const int MaxLimit = 1000;

    public static async Task<IResult> HandleAsync(
        string id, [AsParameters] CreativeQuery query, BaseImages pictures, CreativePreviews previews, CancellationToken cancellationToken)
    {
        if (await pictures.FindAsync(id, cancellationToken) is not { } snapshot)
        {
            return CampaignResults.NoCampaign;
        }

        var (shown, total, next, wrong) = Page(snapshot.Campaign, query);
        return wrong is null
            ? TypedResults.Ok(new CreativesView([.. shown.Select(one => CreativeView.From(one, $"/campaigns/{id}", previews))], total, next))
            : Problems.Invalid(wrong);
    }

    /// <summary>A page of what the filter leaves, in the matrix' order.</summary>
    public static (ImmutableArray<Creative> Shown, int Total, string? Next, ValidationError? Wrong) Page(Campaign campaign, CreativeQuery query)
    {
        var states = Enum.GetValues<Approval>().Select(Wire.Name).ToList();
        var limit = DefaultLimit;
        if (query.State is { Length: > 0 } state && !states.Contains(state))
        {
            return ([], 0, null, new ValidationError("state", $"Choose one of {string.Join(", ", states)}."));
        }

        if (query.Limit is { Length: > 0 } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is > 0 and <= MaxLimit))
        {
            return ([], 0, null, new ValidationError("limit", $"Choose a whole number from 1 to {MaxLimit}."));
        }

        var all = CreativeMatrix.Creatives(campaign).ToList();
        var from = string.IsNullOrEmpty(query.Cursor) ? 0 : all.FindIndex(one => one.Key.ToString() == query.Cursor) + 1;
        if (from == 0 && !string.IsNullOrEmpty(query.Cursor))
        {
            return ([], 0, null, new ValidationError("cursor", "Send next_cursor of the page before, unchanged; after the brief was changed begin anew."));
        }

        var total = all.Count(query.Takes);
        var rest = all.Skip(from).Where(query.Takes).Take(limit + 1).ToList();
        var shown = rest.Take(limit).ToImmutableArray();
        return (shown, total, rest.Count > limit ? shown[^1].Key.ToString() : null, null);
    }
}

/// <summary>Which creatives are wanted.</summary>
/// <param name="State">pending, approved or rejected.</param>
/// <param name="Channel">Such as instagram.</param>
internal sealed record CreativeQuery(string? State, string? Channel, string? Language, string? Cursor, string? Limit)
{
    public bool Takes(Creative creative) =>
        (string.IsNullOrEmpty(State) || Wire.Name(creative.Approval) == State)
        && (string.IsNullOrEmpty(Channel) || creative.Format.Channel.ToLowerInvariant().Replace(' ', '-') == Channel)
        && (string.IsNullOrEmpty(Language) || creative.Key.Language == Language);
}
