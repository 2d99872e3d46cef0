using System.Collections.Immutable;

namespace Darkroom.Webhooks;

/// <summary>The names of the events that endpoints can get.</summary>
public static class WebhookEvents
{
    /// <summary>An image of a generation was made and stored.</summary>
    public const string ImageReady = "image.ready";

    /// <summary>A generation has ended with at least one image.</summary>
    public const string GenerationCompleted = "generation.completed";

    /// <summary>A generation has ended without an image: all of them failed or were cancelled.</summary>
    public const string GenerationFailed = "generation.failed";

    /// <summary>The last base image of a campaign that was requested has ended.</summary>
    public const string CampaignCompleted = "campaign.completed";

    /// <summary>The event of the test button. Every endpoint gets it, and it is tried once.</summary>
    public const string Test = "webhook.test";

    /// <summary>The events that an endpoint can choose.</summary>
    public static ImmutableArray<string> All { get; } = [ImageReady, GenerationCompleted, GenerationFailed, CampaignCompleted];
}
