using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Copies;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Packaging;
using Microsoft.Extensions.Logging;

namespace Darkroom.Campaigns.Export;

/// <summary>
/// Packages a campaign's creatives for upload to ad platforms. The same state of a campaign gives the same package byte for byte: nothing
/// in it depends on the time.
/// </summary>
public sealed partial class CampaignPackages(IGallery gallery, ICreativeWriter writer, ILogger<CampaignPackages> logger)
{
    /// <summary>How many creatives are drawn at a time, including finished ones that wait for an earlier one.</summary>
    private const int DrawnAhead = 2;

    /// <summary>Names every file. Items are ordered by channel, then in the matrix's order.</summary>
    public async Task<PackagePlan> PlanAsync(CompleteCampaign complete, ExportOptions options, CancellationToken cancellationToken)
    {
        var campaign = complete.Campaign;
        var all = complete.Creatives.ToList();
        var included = all.Where(creative => options.Everything || creative.Approval == Approval.Approved)
            .OrderBy(creative => creative.Format.Channel, StringComparer.Ordinal);
        var images = new Dictionary<string, GalleryImage?>();
        var names = new FileNames("creative");
        var items = ImmutableArray.CreateBuilder<PackageItem>();
        foreach (var creative in included)
        {
            var image = creative.Image.ImageId is { } id ? await FindAsync(id) : null;
            var name = options.Name.NameOf(placeholder => ValueOf(placeholder, campaign, creative));
            items.Add(new PackageItem(
                names.Take(FolderOf(creative.Format.Channel), name, options.Format.Extension()),
                creative,
                campaign.Concepts.First(concept => concept.Index == creative.Key.Concept).Name,
                image));
        }

        return new PackagePlan(campaign, options, items.ToImmutable(), all.Count);

        async Task<GalleryImage?> FindAsync(string id) =>
            images.TryGetValue(id, out var known) ? known : images[id] = await gallery.FindAsync(id, cancellationToken);
    }

    /// <summary>
    /// Writes the package as a zip, file by file. Creatives that cannot be drawn or would be refused are left out; the reports in the package
    /// say so. If the token fires, drawing stops and the zip ends without its directory.
    /// </summary>
    /// <param name="destination">Written with asynchronous calls only, and left open.</param>
    public async Task WriteAsync(PackagePlan plan, Stream destination, CancellationToken cancellationToken)
    {
        var (zip, time) = (new ZipWriter(destination), plan.Campaign.CreatedAt);
        var files = new List<(ManifestFile File, long? MaxBytes)>();
        var leftOut = new List<SkippedCreative>();
        var packed = ReadAhead.InOrderAsync(plan.Items, DrawnAhead, (item, token) => PackAsync(item, plan, token), cancellationToken);
        await foreach (var (item, bytes, file, findings) in packed)
        {
            if (file is null)
            {
                leftOut.Add(new SkippedCreative(item.Path, item.Creative.Format.Channel, findings));
                continue;
            }

            await zip.AddAsync(item.Path, time, bytes, cancellationToken);
            files.Add((file, item.Creative.Format.MaxBytes));
        }

        foreach (var channel in plan.Items.Select(item => item.Creative.Format.Channel).Distinct())
        {
            var report = ChannelReport.Write(
                channel, [.. files.Where(file => file.File.Channel == channel)], [.. leftOut.Where(skipped => skipped.Channel == channel)]);
            await zip.AddAsync($"report-{FolderOf(channel)}.txt", time, report, cancellationToken);
        }

        await zip.AddAsync("manifest.csv", time, ManifestTable.Write(files.Select(file => file.File)), cancellationToken);
        await zip.AddAsync("manifest.json", time, Manifest.Create(plan, [.. files.Select(file => file.File)], [.. leftOut]).ToJson(), cancellationToken);
        await zip.FinishAsync(cancellationToken);
    }

    /// <returns>The file is null if the creative is left out.</returns>
    private async Task<(PackageItem Item, byte[] Bytes, ManifestFile? File, ImmutableArray<Finding> Findings)> PackAsync(
        PackageItem item, PackagePlan plan, CancellationToken cancellationToken)
    {
        if (item.Image is not { } image)
        {
            return (item, [], null, [ExportRules.NoImage]);
        }

        var sourceType = MetadataWriter.SourceType(image.Provider);
        var packet = MetadataWriter.Packet(sourceType);
        var drawn = await TryDrawAsync(item, plan.Options.Format, packet.Length + MetadataWriter.MaxOverhead, cancellationToken);
        if (drawn.Image is not { } encoded)
        {
            return (item, [], null, drawn.Findings);
        }

        var bytes = MetadataWriter.Add(encoded, packet);
        if (ExportRules.Refusals(item, encoded, bytes.Length).ToImmutableArray() is { Length: > 0 } refusals)
        {
            return (item, [], null, refusals);
        }

        ImmutableArray<Finding> findings = [.. drawn.Findings, .. ExportRules.Doubts(item.Creative, new AvoidedWords(plan.Campaign.Brief.WordsToAvoid))];
        var file = ManifestFile.Create(item, plan.Campaign.Brief, image, bytes, encoded.Format.Mime(), drawn.Quality, sourceType, findings);
        return (item, bytes, file, findings);
    }

    private async Task<EncodedCreative> TryDrawAsync(PackageItem item, ImageFormat format, int added, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(item.Creative, format, item.Creative.Format.MaxBytes - added, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The response has begun and the other files are still useful, so the report names the failure.
            LogNotDrawn(item.Creative.Key, fault);
            return new EncodedCreative(null, null, [ExportRules.NotDrawn]);
        }
    }

    private static string FolderOf(string channel) => FileNames.Slug(channel) is { Length: > 0 } slug ? slug : "channel";

    private static string ValueOf(string placeholder, Campaign campaign, Creative creative) => placeholder switch
    {
        "campaign" => campaign.Brief.Name,
        "concept" => Number(creative.Key.Concept + 1),
        "format" => creative.Key.Format,
        "language" => creative.Key.Language,
        "version" => $"v{Number(creative.Version)}",
        "headline" => creative.Headline,
        "cta" => creative.CallToAction,
        "channel" => creative.Format.Channel,
        "width" => Number(creative.Size.Width),
        "height" => Number(creative.Size.Height),
        _ => throw new ArgumentOutOfRangeException(nameof(placeholder), placeholder, "Unknown placeholder."),
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not draw creative {Key} for a package.")]
    private partial void LogNotDrawn(CreativeKey key, Exception fault);
}
