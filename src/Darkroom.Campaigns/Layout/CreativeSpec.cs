using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>Bytes that are read only when they are not at hand any more.</summary>
/// <param name="Key">The same key stands for the same bytes; their hash, for example.</param>
/// <param name="ReadAsync">Brings them.</param>
public sealed record CreativeAsset(string Key, Func<CancellationToken, ValueTask<ReadOnlyMemory<byte>>> ReadAsync);

/// <summary>The words of one creative.</summary>
/// <param name="Headline">May have line breaks; empty: none is set.</param>
/// <param name="CallToAction">On the button; empty: no button.</param>
/// <param name="SmallPrint">May be empty.</param>
/// <param name="Language">A language tag such as <c>en</c> or <c>zh-Hant</c>. May be empty.</param>
public sealed record CreativeTexts(string Headline, string CallToAction, string SmallPrint, string Language);

/// <summary>How a brand looks.</summary>
/// <param name="Primary">Of panels and frames.</param>
/// <param name="Secondary">Of buttons and accents.</param>
public sealed record CreativeBrand(Rgb Primary, Rgb Secondary)
{
    /// <summary>Of words, where it is readable on their ground; null: white or near black.</summary>
    public Rgb? Text { get; init; }

    /// <summary>PNG, WebP or SVG.</summary>
    public CreativeAsset? Logo { get; init; }

    /// <summary>The id of one of <see cref="Typefaces.All"/>.</summary>
    public string Typeface { get; init; } = Typefaces.Default.Id;

    /// <summary>The path of a TTF or OTF file for headlines and buttons, in place of the typeface's.</summary>
    public string? FontFile { get; init; }
}

/// <summary>Everything that one creative is drawn from. The same spec gives the same pixels.</summary>
/// <param name="Image">The base image.</param>
/// <param name="Format">What it is for.</param>
/// <param name="Template">The id of one of <see cref="CreativeTemplates.All"/>.</param>
/// <param name="Texts">The words.</param>
/// <param name="Brand">The looks.</param>
public sealed record CreativeSpec(CreativeAsset Image, CampaignFormat Format, string Template, CreativeTexts Texts, CreativeBrand Brand)
{
    /// <summary>What must stay in sight when the picture is cropped; null: what draws the eye.</summary>
    public FocusPoint? Focus { get; init; }

    /// <summary>Shows what the channel will cover; never in an export.</summary>
    public bool ShowSafeZones { get; init; }
}
