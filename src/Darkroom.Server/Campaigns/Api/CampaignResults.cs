using System.Diagnostics;
using Darkroom.Campaigns;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Turns outcomes into responses, and reads what several routes have in common.</summary>
internal static class CampaignResults
{
    public static ProblemHttpResult NotFound => Problems.NotFound(ProblemTexts.NoCampaignPart);

    public static IResult NoCampaign => Problems.NotFound(ProblemTexts.NoCampaign);

    public static async Task<CampaignView> ViewAsync(Campaign campaign, ICampaignStore store, CancellationToken cancellationToken) =>
        CampaignView.From(campaign, await store.GenerationsAsync(campaign.Id, cancellationToken));

    public static async Task<IResult> CreateAsync(CampaignOutcome outcome, ICampaignStore store, CancellationToken cancellationToken) => outcome switch
    {
        CampaignOutcome.Done(var campaign) => TypedResults.Ok(await ViewAsync(campaign, store, cancellationToken)),
        _ => Problem(outcome),
    };

    /// <param name="outcome">Any outcome but <see cref="CampaignOutcome.Done"/>.</param>
    public static IResult Problem(CampaignOutcome outcome) => outcome switch
    {
        CampaignOutcome.NotFound => NotFound,
        CampaignOutcome.Invalid(var problems) => Problems.Invalid(problems),
        CampaignOutcome.Stale(var version) => Problems.Stale(version),
        CampaignOutcome.Changed => Problems.From(
            StatusCodes.Status409Conflict, FailureCode.InvalidRequest, ProblemTexts.CreativeChanged, ProblemTexts.CreativeChangedDetail),
        _ => throw new UnreachableException(),
    };

    /// <summary>Returns the problems of an outcome, each at the form field that it concerns.</summary>
    public static ImmutableArray<ValidationError> ErrorsOf(CampaignOutcome outcome) => outcome switch
    {
        CampaignOutcome.Invalid(var problems) => problems,
        CampaignOutcome.Refused(var reason) => reason.Errors,
        CampaignOutcome.Changed => [new ValidationError("look", ProblemTexts.CreativeChangedDetail)],
        CampaignOutcome.Stale => [new ValidationError("name", ProblemTexts.CampaignStale)],
        _ => [new ValidationError("name", ProblemTexts.CampaignGone)],
    };

    public static bool TryReadKey(string concept, string shape, out BaseImageKey key)
    {
        var known = Enum.GetValues<AspectShape>().Where(value => Wire.Name(value) == shape).Cast<AspectShape?>().FirstOrDefault();
        key = new BaseImageKey(int.TryParse(concept, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1, known ?? default);
        return known is not null && key.Concept >= 0;
    }
}
