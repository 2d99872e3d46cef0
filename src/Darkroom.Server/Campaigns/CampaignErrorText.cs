using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Generations;

namespace Darkroom.Server.Campaigns;

/// <summary>What went wrong with a change, at the field that it concerns.</summary>
internal static class CampaignErrorText
{
    public static ImmutableArray<ValidationError> From(CampaignOutcome outcome) => outcome switch
    {
        CampaignOutcome.Invalid(var problems) => problems,
        CampaignOutcome.Refused(var why) => From(why),
        CampaignOutcome.Stale => [new ValidationError("name", "Somebody saved this campaign meanwhile. Reload the page to see it.")],
        _ => [new ValidationError("name", "There is no such campaign any more.")],
    };

    private static ImmutableArray<ValidationError> From(StartOutcome why) => why switch
    {
        StartOutcome.Invalid(var problems) => problems,
        StartOutcome.NotConfigured(var name, var setting) =>
            [new ValidationError("provider", $"{name} is not configured: put {setting}=… into .env.local and restart Darkroom.")],
        StartOutcome.QueueFull => [new ValidationError("provider", "The queue is full. Try again in half a minute.")],
        StartOutcome.OverBudget(var failure) => [new ValidationError("provider", failure.Message)],
        _ => [new ValidationError("provider", "The pictures could not be started. Try again.")],
    };
}
