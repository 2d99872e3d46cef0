using System.Collections.Immutable;

namespace Darkroom.Campaigns.Briefs;

/// <summary>What a marketer fills in. Every field has a default, so that one click shows something.</summary>
public sealed record Brief
{
    /// <summary>1 to 120 characters.</summary>
    public string Name { get; init; } = "";

    public string Brand { get; init; } = "";

    public string Product { get; init; } = "";

    public string Audience { get; init; } = "";

    /// <summary>What people are to remember.</summary>
    public string Message { get; init; } = "";

    public string Tone { get; init; } = "";

    public string VisualStyle { get; init; } = "";

    /// <summary>A season or an occasion; empty for none.</summary>
    public string Occasion { get; init; } = "";

    public BrandLook Look { get; init; } = new();

    /// <summary>Words that must not be in any text.</summary>
    public ImmutableArray<string> WordsToAvoid { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>One for each language, at least one; all have as many headlines and calls to action as the first.</summary>
    public ImmutableArray<CampaignCopy> Copy { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Ids of formats, such as <c>instagram-square</c>.</summary>
    public ImmutableArray<string> Formats { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Sizes besides the known formats.</summary>
    public ImmutableArray<PixelSize> CustomSizes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>How many different pictures of each shape, 1 to 16.</summary>
    public int Concepts { get; init; } = 4;

    /// <summary>The provider's id; null for the default.</summary>
    public string? Provider { get; init; }

    public string? Model { get; init; }

    public string? Quality { get; init; }

    /// <summary>The layout used where a creative names none.</summary>
    public string? Template { get; init; }
}

/// <summary>How a brand looks; kept with a campaign, and reusable as a brand kit.</summary>
public sealed record BrandLook
{
    /// <summary>Such as <c>#c8402a</c>.</summary>
    public string Primary { get; init; } = "#1d3557";

    /// <inheritdoc cref="Primary"/>
    public string Secondary { get; init; } = "#e63946";

    public CampaignAsset? Logo { get; init; }

    /// <summary>A typeface's id, such as <c>classic</c>; null for the usual one.</summary>
    public string? Typeface { get; init; }

    /// <summary>A font file of the brand's own; wins over <see cref="Typeface"/>.</summary>
    public CampaignAsset? Font { get; init; }
}

/// <summary>An uploaded file in the blob store.</summary>
/// <param name="Hash">SHA-256, 64 hexadecimal digits.</param>
/// <param name="Mime">Found out from the bytes.</param>
/// <param name="Name">As the person called the file.</param>
public sealed record CampaignAsset(string Hash, string Mime, string Name);

/// <summary>A brand's look, tone and words to avoid, kept for the next campaign.</summary>
public sealed record BrandKit(string Id, string Name, BrandLook Look, string Tone, ImmutableArray<string> WordsToAvoid);

/// <summary>The texts of one language.</summary>
/// <param name="Language">A BCP 47 tag, such as <c>en</c>, <c>ar</c> or <c>ja</c>.</param>
/// <param name="Headlines">1 to 10.</param>
/// <param name="CallsToAction">1 to 5.</param>
/// <param name="SmallPrint">Null for none.</param>
public sealed record CampaignCopy(
    string Language, ImmutableArray<string> Headlines, ImmutableArray<string> CallsToAction, string? SmallPrint = null);
