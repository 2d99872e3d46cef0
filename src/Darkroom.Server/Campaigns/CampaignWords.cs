using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Generation;

namespace Darkroom.Server.Campaigns;

/// <summary>What went wrong with a change, at the field that it concerns.</summary>
internal static class CampaignWords
{
    public static ImmutableArray<FieldProblem> Of(CampaignOutcome outcome) => outcome switch
    {
        CampaignOutcome.Invalid(var problems) => problems,
        CampaignOutcome.Refused(var why) => Of(why),
        CampaignOutcome.Stale => [new FieldProblem("name", "Somebody saved this campaign meanwhile. Reload the page to see it.")],
        _ => [new FieldProblem("name", "There is no such campaign any more.")],
    };

    private static ImmutableArray<FieldProblem> Of(StartOutcome why) => why switch
    {
        StartOutcome.Invalid(var problems) => problems,
        StartOutcome.NotConfigured(var name, var setting) =>
            [new FieldProblem("provider", $"{name} is not configured: put {setting}=… into .env.local and restart Darkroom.")],
        StartOutcome.QueueFull => [new FieldProblem("provider", "The queue is full. Try again in half a minute.")],
        StartOutcome.OverBudget(var failure) => [new FieldProblem("provider", failure.Message)],
        _ => [new FieldProblem("provider", "The pictures could not be started. Try again.")],
    };
}
