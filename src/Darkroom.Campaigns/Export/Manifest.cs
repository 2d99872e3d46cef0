using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
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
            campaign.Id, brief.Name, brief.Brand, brief.Product, plan.InCampaign, costs.Contains(null) ? null : costs.Sum(), files, leftOut);
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options.GetTypeInfo(typeof(Manifest)));
}

/// <summary>One file of a package. Texts are as drawn.</summary>
internal sealed record ManifestFile
{
    /// <summary>The path in the package.</summary>
    public required string File { get; init; }

    public required string Channel { get; init; }

    public required string Format { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Mime { get; init; }

    public required int Bytes { get; init; }

    public required string Sha256 { get; init; }

    public int? Quality { get; init; }

    public required string Language { get; init; }

    public required string Headline { get; init; }

    public required string CallToAction { get; init; }

    public string? SmallPrint { get; init; }

    /// <summary>The brief's product, the same in every file.</summary>
    [JsonIgnore]
    public string Product { get; init; } = "";

    /// <summary>The number of the headline among the language's, from 1: two can have the same text.</summary>
    public required int HeadlineNumber { get; init; }

    /// <inheritdoc cref="HeadlineNumber"/>
    public required int CallToActionNumber { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Concept { get; init; }

    public required string ConceptName { get; init; }

    public required int Version { get; init; }

    public required string Approval { get; init; }

    /// <inheritdoc cref="Creative.Signature"/>
    public string? DecidedBy { get; init; }

    public string? Comment { get; init; }

    /// <summary>The id of the gallery image that it is drawn on.</summary>
    public required string PictureId { get; init; }

    public required string Provider { get; init; }

    public string? Model { get; init; }

    public long? Seed { get; init; }

    public required string Prompt { get; init; }

    /// <summary>The cost of the image, which several files share; null if unknown.</summary>
    public decimal? PictureUsd { get; init; }

    public string? CostBasis { get; init; }

    /// <summary>The address of the IPTC term, which the file contains too.</summary>
    public required string DigitalSourceType { get; init; }

    public required ImmutableArray<Finding> Findings { get; init; }

    internal static ManifestFile Create(
        PackageItem item, string product, GalleryImage image, byte[] bytes, string mime, int? quality, string sourceType, ImmutableArray<Finding> findings)
    {
        var creative = item.Creative;
        return new ManifestFile
        {
            File = item.Path,
            Channel = creative.Format.Channel,
            Format = creative.Key.Format,
            Width = creative.Size.Width,
            Height = creative.Size.Height,
            Mime = mime,
            Bytes = bytes.Length,
            Sha256 = ContentHash.Compute(bytes),
            Quality = quality,
            Language = creative.Key.Language,
            Headline = creative.Headline,
            CallToAction = creative.CallToAction,
            SmallPrint = creative.SmallPrint,
            Product = product,
            HeadlineNumber = creative.Key.Headline + 1,
            CallToActionNumber = creative.Key.CallToAction + 1,
            Concept = creative.Key.Concept + 1,
            ConceptName = item.ConceptName,
            Version = creative.Version,
            Approval = Wire.Name(creative.Approval),
            DecidedBy = creative.Signature,
            Comment = creative.State?.Comment,
            PictureId = image.Id,
            Provider = image.Provider,
            Model = image.Model,
            Seed = image.Seed,
            Prompt = image.Request.Prompt,
            PictureUsd = image.Cost?.Usd,
            CostBasis = image.Cost is { } cost ? Wire.Name(cost.Basis) : null,
            DigitalSourceType = sourceType,
            Findings = findings,
        };
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
