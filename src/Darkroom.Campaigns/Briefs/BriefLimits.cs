namespace Darkroom.Campaigns.Briefs;

/// <summary>The maximum lengths of texts in grapheme clusters. Forms show them and the validation enforces them.</summary>
public static class BriefLimits
{
    public const int Name = 120;

    /// <summary>The limit of product, audience, message, tone, visual style and occasion.</summary>
    public const int Text = 500;

    public const int Headline = 120;

    public const int CallToAction = 40;

    public const int SmallPrint = 300;

    public const int Comment = 2000;

    /// <summary>The limit of a reviewer's name.</summary>
    public const int Reviewer = 80;
}
