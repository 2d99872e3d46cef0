namespace Darkroom.Campaigns.Briefs;

/// <summary>The longest texts of campaigns, in grapheme clusters. Forms show these limits and the checks hold them.</summary>
public static class BriefLimits
{
    public const int Name = 120;

    /// <summary>Product, audience, message, tone, visual style and occasion.</summary>
    public const int Text = 500;

    public const int Headline = 120;

    public const int CallToAction = 40;

    public const int SmallPrint = 300;

    public const int Comment = 2000;

    /// <summary>A reviewer's name.</summary>
    public const int Reviewer = 80;
}
