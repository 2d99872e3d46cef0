using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>A file that is read only if what was made from it is not cached any more.</summary>
/// <param name="Key">Identifies the bytes, such as their hash.</param>
/// <param name="ReadAsync">Reads the bytes.</param>
public sealed record CreativeAsset(string Key, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> ReadAsync);

/// <summary>The texts of one creative.</summary>
/// <param name="Headline">May contain line breaks; empty for none.</param>
/// <param name="CallToAction">The button's text; empty for no button.</param>
/// <param name="SmallPrint">May be empty.</param>
/// <param name="Language">A language tag such as <c>en</c> or <c>zh-Hant</c>. May be empty.</param>
public sealed record CreativeTexts(string Headline, string CallToAction, string SmallPrint, string Language);

/// <summary>How a brand looks.</summary>
/// <param name="Primary">The colour of panels and frames.</param>
/// <param name="Secondary">The colour of buttons and accents.</param>
public sealed record CreativeBrand(Rgb Primary, Rgb Secondary)
{
    /// <summary>The colour of texts wherever it is readable; null for white or near black.</summary>
    public Rgb? Text { get; init; }

    /// <summary>A PNG, WebP or SVG file; null for none.</summary>
    public CreativeAsset? Logo { get; init; }

    /// <summary>The id of one of <see cref="Typeface.All"/>.</summary>
    public string Typeface { get; init; } = Layout.Typeface.Default.Id;

    /// <summary>The path of a TTF or OTF file that replaces the typeface's headline font; null for none.</summary>
    public string? FontFile { get; init; }
}

/// <summary>Everything that one creative is drawn from. The same spec gives the same pixels.</summary>
/// <param name="Image">The base image.</param>
/// <param name="Format">The format that it is drawn for.</param>
/// <param name="Template">The id of one of <see cref="CreativeTemplate.All"/>.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Brand">The brand's look.</param>
public sealed record CreativeSpec(CreativeAsset Image, CampaignFormat Format, string Template, CreativeTexts Texts, CreativeBrand Brand)
{
    /// <summary>The point that crops keep in view; null to find it in the image.</summary>
    public FocusPoint? Focus { get; init; }

    /// <summary>Where the texts stand; null, or a place that the template does not offer in this format, to choose the calmest.</summary>
    public TextPlacement? Placement { get; init; }

    /// <summary>True to shade what the channel will cover; false for exports.</summary>
    public bool ShowSafeZones { get; init; }
}
