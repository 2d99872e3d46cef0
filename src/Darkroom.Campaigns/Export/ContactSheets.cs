using System.Globalization;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Imaging;
using Darkroom.Packaging;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Export;

/// <summary>Makes <c>contact-sheet.pdf</c>: a thumbnail of every file of a package with its name, language, format, decision and comments.</summary>
public sealed class ContactSheets(ImagePipeline pipeline, IPreviewStore files, IReviewStore reviews)
{
    /// <summary>Begins the sheet of a package.</summary>
    internal async Task<ContactSheet> BeginAsync(PackagePlan plan, SheetPages pages, CancellationToken cancellationToken)
    {
        var comments = (await reviews.CommentsAsync(plan.Campaign.Id, cancellationToken)).ToLookup(row => row.Key, row => row.Comment);
        return new ContactSheet(pipeline, await files.CreateTemporaryAsync(cancellationToken), plan.Campaign, pages, comments);
    }

    /// <summary>Writes a sheet.</summary>
    /// <returns>The PDF, at its beginning.</returns>
    internal async Task<Stream> FinishAsync(ContactSheet sheet, CancellationToken cancellationToken)
    {
        var pdf = await files.CreateTemporaryAsync(cancellationToken);
        await sheet.WriteAsync(pdf, cancellationToken);
        pdf.Position = 0;
        return pdf;
    }
}

/// <summary>A contact sheet while its package is made. Drawn cells wait on the disk, so that a large package needs no more memory than a small one.</summary>
internal sealed class ContactSheet(
    ImagePipeline pipeline, Stream cells, Campaign campaign, SheetPages pages, ILookup<CreativeKey, ReviewComment> comments) : IAsyncDisposable
{
    private const int PageWidth = 595;
    private const int PageHeight = 842;
    private const int Margin = 32;
    private const int Columns = 3;
    private const int Rows = 4;
    private const int Gap = 16;
    private const int TitleHeight = 20;
    private const int RowHeight = ContactCell.ThumbnailHeight + ContactCell.TextHeight + 8;
    private const int MaxComments = 2;

    private readonly List<Cell> _cells = [];

    public ValueTask DisposeAsync() => cells.DisposeAsync();

    /// <summary>Draws a file's cell; null if it cannot be decoded. May be called for several files at the same time.</summary>
    public Task<ContactCell?> DrawAsync(PackageItem item, ReadOnlyMemory<byte> file, CancellationToken cancellationToken) =>
        pipeline.DrawAsync(() => ContactCell.Draw(file, LinesOf(item)), cancellationToken);

    public async Task AddAsync(PackageItem item, ContactCell cell, CancellationToken cancellationToken)
    {
        var at = cells.Position;
        await cells.WriteAsync(cell.Thumbnail.Data, cancellationToken);
        await cells.WriteAsync(cell.Text.Data, cancellationToken);
        _cells.Add(new Cell(
            item.Creative, at, cell.Thumbnail with { Data = default }, cell.Thumbnail.Data.Length, cell.Text with { Data = default }, cell.Text.Data.Length, cell.Said));
    }

    public async Task WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        var pdf = new PdfWriter(destination);
        await pdf.BeginAsync(cancellationToken);
        foreach (var group in _cells.GroupBy(cell => pages == SheetPages.Language ? cell.Creative.Key.Language : cell.Creative.Key.Format))
        {
            var title = pages == SheetPages.Language ? group.Key : FormatOf(group.First().Creative);
            foreach (var (number, page) in group.Chunk(Columns * Rows).Index())
            {
                var heading = string.Create(CultureInfo.InvariantCulture, $"{campaign.Brief.Name} · {title}{(number == 0 ? "" : $" · {number + 1}")}");
                await AddPageAsync(pdf, heading, page, cancellationToken);
            }
        }

        await pdf.FinishAsync(campaign.Brief.Name, cancellationToken);
    }

    private async Task AddPageAsync(PdfWriter pdf, string heading, Cell[] page, CancellationToken cancellationToken)
    {
        const int HeadingWidth = PageWidth - (2 * Margin);
        var title = await pipeline.DrawAsync(
            () => ContactCell.DrawText([(heading, "", 1)], (int)(HeadingWidth * ContactCell.PixelsPerPoint), (int)(TitleHeight * ContactCell.PixelsPerPoint)), cancellationToken);
        var places = new List<PdfPlacement>
        {
            new(await pdf.AddImageAsync(title, cancellationToken), Margin, PageHeight - Margin - TitleHeight, HeadingWidth, TitleHeight, heading),
        };
        foreach (var (index, cell) in page.Index())
        {
            var (thumbnail, text) = await ReadAsync(cell, cancellationToken);
            var left = Margin + (index % Columns * (ContactCell.Width + Gap));
            var top = PageHeight - Margin - TitleHeight - Gap - (index / Columns * RowHeight);
            var (width, height) = (cell.Thumbnail.Width / ContactCell.PixelsPerPoint, cell.Thumbnail.Height / ContactCell.PixelsPerPoint);
            places.Add(new(await pdf.AddImageAsync(thumbnail, cancellationToken), left, top - height, width, height, ""));
            places.Add(new(
                await pdf.AddImageAsync(text, cancellationToken),
                left,
                top - ContactCell.ThumbnailHeight - 4 - ContactCell.TextHeight,
                ContactCell.Width,
                ContactCell.TextHeight,
                cell.Said));
        }

        await pdf.AddPageAsync(PageWidth, PageHeight, places, cancellationToken);
    }

    private async Task<(PdfImage Thumbnail, PdfImage Text)> ReadAsync(Cell cell, CancellationToken cancellationToken)
    {
        var bytes = new byte[cell.ThumbnailBytes + cell.TextBytes];
        cells.Position = cell.At;
        await cells.ReadExactlyAsync(bytes, cancellationToken);
        return (cell.Thumbnail with { Data = bytes.AsMemory(0, cell.ThumbnailBytes) }, cell.Text with { Data = bytes.AsMemory(cell.ThumbnailBytes) });
    }

    private List<(string Text, string Language, int MaxLines)> LinesOf(PackageItem item)
    {
        var creative = item.Creative;
        var file = item.Path[(item.Path.LastIndexOf('/') + 1)..];
        var said = ReviewThread.Group([.. comments[creative.Key]]).Where(thread => thread.Comment.ResolvedAt is null).Select(thread => thread.Comment.Text)
            .Prepend(creative.State?.Comment ?? "").Where(text => text.Length > 0).Take(MaxComments);
        return
        [
            // A name has no spaces to break at.
            (file.Replace("_", "_\u200B", StringComparison.Ordinal).Replace("-", "-\u200B", StringComparison.Ordinal), "", 2),
            ($"{FormatOf(creative)} · {creative.Key.Language}", "", 1),
            (DecisionOf(creative), "", 1),
            .. said.Select(text => (text, creative.Key.Language, 1)),
        ];
    }

    private static string FormatOf(Creative creative) => creative.Format.Name == creative.Size.ToString()
        ? $"{creative.Format.Channel} {creative.Size}"
        : $"{creative.Format.Channel} {creative.Format.Name} · {creative.Size}";

    private static string DecisionOf(Creative creative)
    {
        var decision = creative.Approval switch
        {
            Approval.Approved => RuleTexts.SummaryApproved,
            Approval.Rejected => RuleTexts.SummaryChanges,
            _ => RuleTexts.SummaryOpen,
        };
        return creative.Approval != Approval.Pending && creative.Signature is { } by ? $"{decision}: {by}" : decision;
    }

    private sealed record Cell(Creative Creative, long At, PdfImage Thumbnail, int ThumbnailBytes, PdfImage Text, int TextBytes, string Said);
}
