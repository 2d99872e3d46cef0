using Darkroom.Gallery;
using Darkroom.Sharing;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Sharing.Api;

/// <summary>Serves the files of what a share link names, each only after the link was checked.</summary>
internal static class SharedFiles
{
    /// <summary><c>GET /s/{token}/images/{id}</c>: its file may contain the parameters, so it belongs to links that show them.</summary>
    public static async Task<IResult> OriginalAsync(
        string token, string id, ShareLinks links, IShareStore shares, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await links.FindAsync(token, cancellationToken);
        if (outcome is not LinkOutcome<ShareLink>.Open(var link))
        {
            return Closed(outcome, context);
        }

        return link.Parameters && await FindAsync(link, id, shares, cancellationToken) is { } file && await blobs.OpenAsync(file.BlobHash, cancellationToken) is { } stream
            ? StoredFile.Create(context, stream, file.Mime, file.BlobHash, StoredFile.Checked, StoredFile.Attachment(context.Request, NameOf(id), file.Mime))
            : NoImage;
    }

    /// <summary><c>GET /s/{token}/images/{id}/{width}</c>.</summary>
    public static async Task<IResult> DerivativeAsync(
        string token, string id, string width, ShareLinks links, IShareStore shares, Derivative derivatives, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await links.FindAsync(token, cancellationToken);
        if (outcome is not LinkOutcome<ShareLink>.Open(var link))
        {
            return Closed(outcome, context);
        }

        if (!int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) || !Derivative.Widths.Contains(pixels)
            || await FindAsync(link, id, shares, cancellationToken) is not { } file
            || await derivatives.OpenAsync(file.BlobHash, pixels, AcceptedTypes.Of(context.Request), cancellationToken) is not var (stream, format))
        {
            return NoImage;
        }

        context.Response.Headers.Vary = "Accept";
        var mime = Imaging.ImageFormats.Mime(format);
        return StoredFile.Create(
            context, stream, mime, PreviewKey.OfDerivative(file.BlobHash, pixels, format), StoredFile.Checked, StoredFile.Attachment(context.Request, NameOf(id), mime));
    }

    /// <summary><c>GET /s/{token}/previews/{key}</c>.</summary>
    public static async Task<IResult> PreviewAsync(
        string token, string key, ShareLinks links, IShareStore shares, IPreviewStore previews, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await links.FindAsync(token, cancellationToken);
        if (outcome is not LinkOutcome<ShareLink>.Open(var link))
        {
            return Closed(outcome, context);
        }

        return PreviewKey.FormatOf(key) is { } format && await shares.HasPreviewAsync(link.Target, key, cancellationToken)
            && await previews.OpenAsync(key, cancellationToken) is { } stream
            ? StoredFile.Create(context, stream, Imaging.ImageFormats.Mime(format), key, StoredFile.Checked)
            : NoImage;
    }

    /// <summary>Answers and logs a request with a link that does not work.</summary>
    public static ProblemHttpResult Closed(LinkOutcome<ShareLink> outcome, HttpContext context)
    {
        LogClosed(outcome, context);
        return outcome is LinkOutcome<ShareLink>.Ended
            ? Problems.From(
                StatusCodes.Status410Gone,
                FailureCode.InvalidRequest,
                ProblemTexts.LinkEnded,
                ProblemTexts.LinkEndedDetail)
            : Problems.NotFound(ProblemTexts.NoLink);
    }

    public static void LogClosed(LinkOutcome<ShareLink> outcome, HttpContext context) => context.RequestServices.GetRequiredService<SecurityLog>().Refused(
        context, outcome is LinkOutcome<ShareLink>.Ended ? "ended share link" : "unknown share link");

    private static ProblemHttpResult NoImage => Problems.NotFound(ProblemTexts.LinkWithoutImage);

    private static async Task<ImageFile?> FindAsync(ShareLink link, string id, IShareStore shares, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) ? await shares.FindFileAsync(link.Target, id, cancellationToken) : null;

    private static string NameOf(string id) => $"darkroom-{id[^6..]}";
}
