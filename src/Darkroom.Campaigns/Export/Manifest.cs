using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Gallery;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Export;

/// <summary>The content of <c>manifest.json</c>: the files of a package, and which creatives were left out and why.</summary>
/// <param name="InCampaign">How many creatives the campaign has.</param>
/// <param name="PicturesUsd">The total cost of the images, each counted once; null if the cost of one is unknown.</param>
internal sealed record Manifest(
    string CampaignId,
    string Campaign,
    string Brand,
    string Product,
    string Kind,
    int InCampaign,
    decimal? PicturesUsd,
    ImmutableArray<ManifestFile> Files,
    ImmutableArray<SkippedCreative> LeftOut)
{
    private static readonly JsonSerializerOptions Options = new(ManifestJson.Default.Options)
    {
        // The file is never part of an HTML page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static Manifest Create(PackagePlan plan, ImmutableArray<ManifestFile> files, ImmutableArray<SkippedCreative> leftOut)
    {
        var costs = files.DistinctBy(file => file.PictureId).Select(file => file.PictureUsd).ToList();
        var (campaign, brief) = (plan.Campaign, plan.Campaign.Brief);
        return new Manifest(
            campaign.Id, brief.Name, brief.Brand, brief.Product, Wire.Name(brief.Kind), plan.InCampaign, costs.Contains(null) ? null : costs.Sum(), files, leftOut);
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options.GetTypeInfo(typeof(Manifest)));
}

/// <summary>One file of a package. Texts are as drawn.</summary>
/// <param name="File">The path in the package.</param>
/// <param name="Product">The brief's product, the same in every file.</param>
/// <param name="Kind">The kind of the brief's product, the same in every file.</param>
/// <param name="HeadlineNumber">The number of the headline among the language's, from 1: two can have the same text.</param>
/// <param name="CallToActionNumber">As <paramref name="HeadlineNumber"/>.</param>
/// <param name="Concept">Counts from 1.</param>
/// <param name="DecidedBy">As <see cref="Creative.Signature"/>.</param>
/// <param name="PictureId">The id of the gallery image that it is drawn on.</param>
/// <param name="PictureUsd">The cost of the image, which several files share; null if unknown.</param>
/// <param name="DigitalSourceType">The address of the IPTC term, which the file contains too.</param>
internal sealed record ManifestFile(
    string File,
    string Channel,
    string Format,
    int Width,
    int Height,
    string Mime,
    int Bytes,
    string Sha256,
    int? Quality,
    string Language,
    string Headline,
    string CallToAction,
    string? SmallPrint,
    [property: JsonIgnore] string Product,
    [property: JsonIgnore] string Kind,
    int HeadlineNumber,
    int CallToActionNumber,
    int Concept,
    string ConceptName,
    int Version,
    string Approval,
    string? DecidedBy,
    string? Comment,
    string PictureId,
    string Provider,
    string? Model,
    long? Seed,
    string Prompt,
    decimal? PictureUsd,
    string? CostBasis,
    string DigitalSourceType,
    ImmutableArray<Finding> Findings)
{
    internal static ManifestFile Create(
        PackageItem item, Brief brief, GalleryImage image, byte[] bytes, string mime, int? quality, string sourceType, ImmutableArray<Finding> findings)
    {
        var creative = item.Creative;
        return new ManifestFile(
            File: item.Path,
            Channel: creative.Format.Channel,
            Format: creative.Key.Format,
            Width: creative.Size.Width,
            Height: creative.Size.Height,
            Mime: mime,
            Bytes: bytes.Length,
            Sha256: ContentHash.Compute(bytes),
            Quality: quality,
            Language: creative.Key.Language,
            Headline: creative.Headline,
            CallToAction: creative.CallToAction,
            SmallPrint: creative.SmallPrint,
            Product: brief.Product,
            Kind: Wire.Name(brief.Kind),
            HeadlineNumber: creative.Key.Headline + 1,
            CallToActionNumber: creative.Key.CallToAction + 1,
            Concept: creative.Key.Concept + 1,
            ConceptName: item.ConceptName,
            Version: creative.Version,
            Approval: Wire.Name(creative.Approval),
            DecidedBy: creative.Signature,
            Comment: creative.State?.Comment,
            PictureId: image.Id,
            Provider: image.Provider,
            Model: image.Model,
            Seed: image.Seed,
            Prompt: image.Request.Prompt,
            PictureUsd: image.Cost?.Usd,
            CostBasis: image.Cost is { } cost ? Wire.Name(cost.Basis) : null,
            DigitalSourceType: sourceType,
            Findings: findings);
    }
}

/// <summary>A creative that was left out of the package.</summary>
/// <param name="File">The path that it would have had.</param>
internal sealed record SkippedCreative(string File, string Channel, ImmutableArray<Finding> Findings);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
