using System.Collections.Immutable;
using Darkroom.Campaigns.Matrix;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Packaging;

namespace Darkroom.Campaigns.Export;

/// <summary>What a package contains.</summary>
/// <param name="Format">JPEG, PNG or WebP.</param>
/// <param name="Everything">True to include creatives that are not approved. The manifest says which are.</param>
/// <param name="Sheet">The pages of the contact sheet; null for none.</param>
public sealed record ExportOptions(ImageFormat Format, NameTemplate Name, bool Everything = false, SheetPages? Sheet = null);

/// <summary>What begins a new page of the contact sheet.</summary>
public enum SheetPages
{
    Language,
    Format,
}

/// <summary>The creatives of a package in its order, before they are drawn.</summary>
/// <param name="InCampaign">How many creatives the campaign has.</param>
public sealed record PackagePlan(Campaign Campaign, ExportOptions Options, ImmutableArray<PackageItem> Items, int InCampaign)
{
    /// <summary>The file name of the zip.</summary>
    public string FileName => $"{(FileNames.Slug(Campaign.Brief.Name) is { Length: > 0 } slug ? slug : "campaign")}.zip";
}

/// <summary>One creative of a package.</summary>
/// <param name="Path">The unique path in the package.</param>
/// <param name="Image">The image that it is drawn on; null if it is not finished.</param>
public sealed record PackageItem(string Path, Creative Creative, string ConceptName, GalleryImage? Image);

/// <summary>Something that a channel would refuse or a person should check.</summary>
/// <param name="Rule">One word, such as <c>bytes</c>.</param>
/// <param name="Why">One sentence with the numbers or words that matter.</param>
public sealed record Finding(string Rule, string Why);
