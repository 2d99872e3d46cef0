using System.Collections.Immutable;
using Darkroom.Campaigns.Matrix;
using Darkroom.Gallery;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>What somebody wants in a package.</summary>
/// <param name="Format">JPEG, PNG or WebP.</param>
/// <param name="Everything">Also what is not approved; the manifest says what is.</param>
public sealed record ExportOptions(ImageFormat Format, NameTemplate Name, bool Everything = false);

/// <summary>What goes into a package, in its order, before anything is drawn.</summary>
/// <param name="InCampaign">How many creatives the campaign has.</param>
public sealed record PackagePlan(Campaign Campaign, ExportOptions Options, ImmutableArray<PackageItem> Items, int InCampaign)
{
    /// <summary>Of the package.</summary>
    public string FileName => $"{(FileNames.Slug(Campaign.Brief.Name) is { Length: > 0 } slug ? slug : "campaign")}.zip";
}

/// <summary>One creative on its way into a package.</summary>
/// <param name="Path">In the package; no other has it.</param>
/// <param name="Image">What it is drawn on; null while there is none.</param>
public sealed record PackageItem(
    string Path, Creative Creative, string ConceptName, GalleryImage? Image);

/// <summary>Something a channel or a reader would object to.</summary>
/// <param name="Rule">One word, such as <c>bytes</c>.</param>
/// <param name="Why">One sentence with the numbers or words that matter.</param>
public sealed record Finding(string Rule, string Why);

/// <summary>A creative as a file.</summary>
/// <param name="Image">Null where it cannot be drawn; the findings say why.</param>
/// <param name="Quality">1 to 100; null where the file type has none.</param>
public sealed record EncodedCreative(EncodedResult? Image, int? Quality, ImmutableArray<Finding> Findings);

/// <summary>Draws a creative at the best quality that fits; the same creative gives the same bytes.</summary>
/// <param name="maxBytes">Null for no limit. Where not even the lowest quality fits, the result is larger.</param>
public delegate Task<EncodedCreative> WriteCreative(
    Creative creative, ImageFormat format, long? maxBytes, CancellationToken cancellationToken);
