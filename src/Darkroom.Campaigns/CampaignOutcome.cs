using System.Collections.Immutable;
using Darkroom.Generations;

namespace Darkroom.Campaigns;

/// <summary>The result of a change to a campaign.</summary>
public abstract record CampaignOutcome
{
    private CampaignOutcome()
    {
    }

    public sealed record Done(Campaign Campaign) : CampaignOutcome;

    /// <summary>The campaign does not exist, or has no such concept, base image or creative.</summary>
    public sealed record NotFound : CampaignOutcome;

    public sealed record Invalid(ImmutableArray<ValidationError> Problems) : CampaignOutcome;

    /// <summary>Another client saved in the meantime.</summary>
    /// <param name="Version">The current version.</param>
    public sealed record Stale(long Version) : CampaignOutcome;

    /// <summary>What the author decided about looks different by now. Nothing was changed.</summary>
    public sealed record Changed : CampaignOutcome;

    /// <summary>The engine accepted none of the requested images.</summary>
    public sealed record Refused(StartOutcome Reason) : CampaignOutcome;
}

/// <summary>The result of generating a campaign's base images.</summary>
/// <param name="Started">The generations of the missing images, in the order of concepts, including those that were running already.</param>
/// <param name="Refused">The first reason why others were not started; null if all were.</param>
public sealed record CampaignStart(ImmutableArray<(BaseImageKey Key, GenerationState Generation)> Started, StartOutcome? Refused);
