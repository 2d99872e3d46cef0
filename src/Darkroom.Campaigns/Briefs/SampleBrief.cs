namespace Darkroom.Campaigns.Briefs;

/// <summary>A complete brief to start from, which can be generated without any change.</summary>
public static class SampleBrief
{
    /// <summary>Four concepts in one shape, so that a first try costs four images.</summary>
    public static Brief Value { get; } = new()
    {
        Name = "Morning ritual",
        Brand = "Halden Coffee",
        Product = "a bag of single-origin coffee beans and a freshly brewed cup",
        Audience = "people who take their time in the morning",
        Message = "A good day begins slowly.",
        Tone = "warm, calm, honest",
        VisualStyle = "natural editorial photography with soft shadows",
        Occasion = "autumn",
        Copy = [new CampaignCopy("en", ["Begin the day slowly", "Coffee worth waking up for"], ["Order now"])],
        Formats = ["instagram-square", "google-300x250"],
    };
}
