using System.Diagnostics;
using System.Globalization;
using Darkroom.Campaigns;
using Darkroom.Generations;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>What the campaign's routes have in common: reading places, and saying how a change ended.</summary>
internal static class CampaignResults
{
    public static IResult NoCampaign => Problems.NotFound("There is no such campaign.");

    public static async Task<CampaignView> ViewAsync(CampaignSnapshot snapshot, ICampaignStore store, CancellationToken cancellationToken) =>
        CampaignView.From(snapshot, await store.GenerationsAsync(snapshot.Campaign.Id, cancellationToken));

    public static async Task<IResult> AnswerAsync(CampaignOutcome outcome, ICampaignStore store, CancellationToken cancellationToken) => outcome switch
    {
        CampaignOutcome.Done(var snapshot) => TypedResults.Ok(await ViewAsync(snapshot, store, cancellationToken)),
        _ => Problem(outcome),
    };

    /// <param name="outcome">Any but the good one.</param>
    public static IResult Problem(CampaignOutcome outcome) => outcome switch
    {
        CampaignOutcome.NotFound => Problems.NotFound("There is no such campaign, or nothing at this place in it."),
        CampaignOutcome.Invalid(var problems) => Problems.Invalid(problems),
        CampaignOutcome.Stale(var version) => Problems.Stale(version),
        _ => throw new UnreachableException(),
    };

    public static bool TryReadCell(string concept, string shape, out BaseImageKey cell)
    {
        var known = Enum.GetValues<AspectShape>().Where(one => Wire.Name(one) == shape).Cast<AspectShape?>().FirstOrDefault();
        cell = new BaseImageKey(int.TryParse(concept, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1, known ?? default);
        return known is not null && cell.Concept >= 0;
    }

    /// <summary>Refuses a body with fields that mean nothing.</summary>
    public static bool HasUnknown(out IResult refused, params ReadOnlySpan<KnownFields?> bodies)
    {
        var unknown = new List<ValidationError>();
        foreach (var body in bodies)
        {
            unknown.AddRange(body?.UnknownFields() ?? []);
        }

        refused = unknown.Count == 0 ? TypedResults.Ok() : Problems.Invalid(unknown);
        return unknown.Count > 0;
    }
}
