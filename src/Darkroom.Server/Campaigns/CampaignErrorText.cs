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
        CampaignOutcome.Refused(var why) => why.Errors,
        CampaignOutcome.Stale => [new ValidationError("name", "Somebody saved this campaign meanwhile. Reload the page to see it.")],
        _ => [new ValidationError("name", "There is no such campaign any more.")],
    };
}
