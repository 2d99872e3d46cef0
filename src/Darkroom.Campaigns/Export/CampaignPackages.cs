using System.Collections.Immutable;
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
public sealed partial class CampaignPackages(IGallery gallery, ICreativeWriter writer, ContactSheets sheets, ILogger<CampaignPackages> logger)
{
    /// <summary>
    /// How many creatives are drawn at a time, including finished ones that wait for an earlier one: one for each processor, and as many that
    /// are finished, so that a slow one stops no processor. More would only take memory.
    /// </summary>
    private static readonly int DrawnAhead = Environment.ProcessorCount * 2;

    /// <summary>Names every file. Items are ordered by channel, then in the matrix's order.</summary>
    public async Task<PackagePlan> PlanAsync(CompleteCampaign complete, ExportOptions options, CancellationToken cancellationToken)
    {
        var campaign = complete.Campaign;
        var all = complete.Creatives.ToList();
        var included = all.Where(creative => options.Everything || creative.Approval == Approval.Approved)
            .OrderBy(creative => creative.Format.Channel, StringComparer.Ordinal);
        var images = new Dictionary<string, GalleryImage?>();
        var names = ExportNames.Create(campaign, options.Name, all);
        var items = ImmutableArray.CreateBuilder<PackageItem>();
        foreach (var creative in included)
        {
            var image = creative.Image.ImageId is { } id ? await FindAsync(id) : null;
            items.Add(new PackageItem(
                names.Paths[creative.Key] + options.Format.Extension(),
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
        var files = new List<PackedFile>();
        var leftOut = new List<SkippedCreative>();
        await using var sheet = plan.Options.Sheet is { } pages ? await sheets.BeginAsync(plan, pages, cancellationToken) : null;
        var packed = ReadAhead.InOrderAsync(plan.Items, DrawnAhead, (item, token) => PackAsync(item, plan, sheet, token), cancellationToken);
        await foreach (var (item, bytes, file, findings, cell) in packed)
        {
            if (file is null)
            {
                leftOut.Add(new SkippedCreative(item.Path, item.Creative.Format.Channel, findings));
                continue;
            }

            await zip.AddAsync(item.Path, time, bytes, cancellationToken);
            files.Add(file);
            if (cell is not null)
            {
                await sheet!.AddAsync(item, cell, cancellationToken);
            }
        }

        files = LanguageSizes.Compare(files);

        foreach (var channel in plan.Items.Select(item => item.Creative.Format.Channel).Distinct())
        {
            var report = ChannelReport.Write(
                channel, [.. files.Where(file => file.File.Channel == channel)], [.. leftOut.Where(skipped => skipped.Channel == channel)]);
            await zip.AddAsync($"report-{ExportNames.FolderOf(channel)}.txt", time, report, cancellationToken);
        }

        if (sheet is not null)
        {
            await using var pdf = await sheets.FinishAsync(sheet, cancellationToken);
            await zip.AddAsync("contact-sheet.pdf", time, pdf, cancellationToken);
        }

        await zip.AddAsync("manifest.csv", time, ManifestTable.Write(files.Select(file => file.File)), cancellationToken);
        await zip.AddAsync("manifest.json", time, Manifest.Create(plan, [.. files.Select(file => file.File)], [.. leftOut]).ToJson(), cancellationToken);
        await zip.FinishAsync(cancellationToken);
    }

    /// <returns>The file is null if the creative is left out.</returns>
    private async Task<PackedItem> PackAsync(
        PackageItem item, PackagePlan plan, ContactSheet? sheet, CancellationToken cancellationToken)
    {
        if (item.Image is not { } image)
        {
            return new PackedItem(item, [], null, [ExportRules.NoImage], null);
        }

        var sourceType = MetadataWriter.SourceType(image.Provider);
        var packet = MetadataWriter.Packet(sourceType);
        var drawn = await TryDrawAsync(item, plan.Options.Format, packet.Length + MetadataWriter.MaxOverhead, cancellationToken);
        if (drawn.Image is not { } encoded)
        {
            return new PackedItem(item, [], null, drawn.Findings, null);
        }

        var bytes = MetadataWriter.Add(encoded, packet);
        if (ExportRules.Refusals(item, encoded, bytes.Length).ToImmutableArray() is { Length: > 0 } refusals)
        {
            return new PackedItem(item, [], null, refusals, null);
        }

        ImmutableArray<Finding> findings =
        [
            .. drawn.Findings,
            .. drawn.Type is { CoversSubject: true } ? [ExportRules.CoversSubject] : Array.Empty<Finding>(),
            .. ExportRules.Doubts(item.Creative, new AvoidedWords(plan.Campaign.Brief.WordsToAvoid)),
        ];
        var file = ManifestFile.Create(item, plan.Campaign.Brief, image, bytes, encoded.Format.Mime(), drawn.Quality, sourceType, findings);
        var packed = new PackedFile(file, item.Creative.Key, item.Creative.Template, item.Creative.Format.MaxBytes, drawn.Type);
        return new PackedItem(item, bytes, packed, findings, sheet is null ? null : await TryDrawCellAsync(sheet, item, bytes, cancellationToken));
    }

    /// <returns>Null if the cell cannot be drawn: the package is useful without it.</returns>
    private async Task<ContactCell?> TryDrawCellAsync(ContactSheet sheet, PackageItem item, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await sheet.DrawAsync(item, bytes, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNotDrawn(item.Creative.Key, fault);
            return null;
        }
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not draw creative {Key} for a package.")]
    private partial void LogNotDrawn(CreativeKey key, Exception fault);

    /// <summary>A creative on its way into the package.</summary>
    private sealed record PackedItem(PackageItem Item, byte[] Bytes, PackedFile? File, ImmutableArray<Finding> Findings, ContactCell? Cell);
}
