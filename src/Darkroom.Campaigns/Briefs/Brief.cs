using System.Collections.Immutable;

namespace Darkroom.Campaigns.Briefs;

/// <summary>The content of the brief's form.</summary>
public sealed record Brief
{
    /// <summary>
    /// A complete brief to start from, which can be generated without any change. It has four concepts in one shape, so that a first try costs
    /// four images.
    /// </summary>
    public static Brief Sample { get; } = new()
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

    /// <summary>The example without what describes its own product: that would go into the images of another one.</summary>
    public static Brief SampleForAnotherProduct { get; } = Sample with { Brand = "", Audience = "", Message = "", Tone = "", VisualStyle = "", Occasion = "" };

    /// <summary>A brief without content, to start from: one format, and one language whose texts are still to be written.</summary>
    public static Brief Blank(string language) => new() { Copy = [new CampaignCopy(language, [], [])], Formats = ["instagram-square"] };

    /// <summary>1 to 120 characters.</summary>
    public string Name { get; init; } = "";

    public string Brand { get; init; } = "";

    public string Product { get; init; } = "";

    /// <summary>What <see cref="Product"/> is, which decides how it is photographed.</summary>
    public SubjectKind Kind { get; init; }

    public string Audience { get; init; } = "";

    /// <summary>What people should remember.</summary>
    public string Message { get; init; } = "";

    public string Tone { get; init; } = "";

    public string VisualStyle { get; init; } = "";

    /// <summary>A season or an occasion; empty for none.</summary>
    public string Occasion { get; init; } = "";

    public BrandLook Look { get; init; } = new();

    /// <summary>Words that no text may contain.</summary>
    public ImmutableArray<string> WordsToAvoid { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The texts of each language, at least one. All languages have as many headlines and calls to action as the first.</summary>
    public ImmutableArray<CampaignCopy> Copy { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The ids of formats, such as <c>instagram-square</c>.</summary>
    public ImmutableArray<string> Formats { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Sizes in addition to the known formats.</summary>
    public ImmutableArray<PixelSize> CustomSizes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The number of different images of each shape, 1 to 16.</summary>
    public int Concepts { get; init; } = 4;

    /// <summary>The provider's id; null for the default.</summary>
    public string? Provider { get; init; }

    public string? Model { get; init; }

    public string? Quality { get; init; }

    /// <summary>The layout of creatives that have none of their own; null for the default.</summary>
    public string? Template { get; init; }
}

/// <summary>The look of a brand, part of a brief or of a brand kit.</summary>
public sealed record BrandLook
{
    // Not init: generated JSON readers ignore the defaults of such properties.

    /// <summary>A colour such as <c>#c8402a</c>.</summary>
    public string Primary { get; set; } = "#1d3557";

    /// <inheritdoc cref="Primary"/>
    public string Secondary { get; set; } = "#e63946";

    public CampaignAsset? Logo { get; init; }

    /// <summary>A typeface's id, such as <c>classic</c>; null for the default.</summary>
    public string? Typeface { get; init; }

    /// <summary>A font file that replaces <see cref="Typeface"/>.</summary>
    public CampaignAsset? Font { get; init; }
}

/// <summary>An uploaded file in the blob store.</summary>
/// <param name="Hash">The SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="Mime">The type that was detected from its bytes.</param>
/// <param name="Name">The name that it was uploaded with.</param>
public sealed record CampaignAsset(string Hash, string Mime, string Name);

/// <summary>A brand's look, tone and words to avoid, stored for further campaigns.</summary>
public sealed record BrandKit(string Id, string Name, BrandLook Look, string Tone, ImmutableArray<string> WordsToAvoid);

/// <summary>The texts of one language.</summary>
/// <param name="Language">A BCP 47 tag, such as <c>en</c>, <c>ar</c> or <c>ja</c>.</param>
/// <param name="Headlines">1 to 10 texts.</param>
/// <param name="CallsToAction">1 to 5 texts.</param>
/// <param name="SmallPrint">Null for none.</param>
public sealed record CampaignCopy(
    string Language, ImmutableArray<string> Headlines, ImmutableArray<string> CallsToAction, string? SmallPrint = null)
{
    /// <summary>
    /// The texts that a model translated and no one has approved: <c>headline.0</c>, <c>call_to_action.0</c> or <c>small_print</c>. It says nothing about
    /// what is drawn, so it is not part of a creative's content hash.
    /// </summary>
    public ImmutableArray<string> Unchecked { get; init => field = value.IsDefault ? [] : value; } = [];
}
