using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Storage;
using Microsoft.Extensions.Logging;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Review;

/// <summary>Who acts in a review.</summary>
/// <param name="Name">The reviewer's name; null for the studio.</param>
/// <param name="ByLink">True if the link was created for that person.</param>
public sealed record ReviewAuthor(string? Name, bool ByLink)
{
    public static ReviewAuthor Studio { get; } = new(null, false);
}

/// <summary>A comment before it is stored.</summary>
/// <param name="Pin">As <see cref="ReviewComment.Pin"/>.</param>
/// <param name="ParentId">As <see cref="ReviewComment.ParentId"/>.</param>
/// <param name="Seen">The content hash of what the author saw; null for the creative as it looks now.</param>
public sealed record CommentDraft(string Text, FocusPoint? Pin, string? ParentId, string? Seen);

/// <summary>What people said and decided about one creative.</summary>
/// <param name="Threads">Oldest first.</param>
/// <param name="Decisions">Newest first.</param>
public sealed record CreativeReview(ImmutableArray<ReviewThread> Threads, ImmutableArray<CreativeDecision> Decisions);

/// <summary>What people say about creatives, and the versions that they decided on.</summary>
public sealed partial class CreativeReviews(
    IReviewStore reviews, ICampaignStore store, CreativePreviews previews, IPreviewStore files, TimeProvider time, ILogger<CreativeReviews> log)
{
    /// <summary>The width in which a version that was decided on is kept.</summary>
    public const int KeptWidth = 1080;

    /// <summary>The width in which versions are kept that were decided on together: there can be thousands, and few are ever compared.</summary>
    public const int KeptTogetherWidth = 640;

    private const int PageSize = 100;

    public async Task<CreativeReview> FindAsync(string campaignId, CreativeKey key, CancellationToken cancellationToken) => new(
        ReviewThread.Group(await reviews.CommentsAsync(campaignId, key, cancellationToken)),
        await reviews.DecisionsAsync(campaignId, key, cancellationToken));

    /// <summary>Validates a comment and adds it to a creative.</summary>
    /// <returns>The result, the comment, and what is wrong with it; if something is, nothing was added.</returns>
    public async Task<(CommentResult Result, ReviewComment? Comment, ImmutableArray<ValidationError> Problems)> CommentAsync(
        string campaignId, CreativeKey key, CommentDraft draft, ReviewAuthor author, CancellationToken cancellationToken)
    {
        var validator = new FieldValidator();
        validator.Text("text", draft.Text, 1, BriefLimits.Comment);
        CheckName(author, validator);
        if (draft.Pin is { } pin && !(pin.X is >= 0 and <= 1 && pin.Y is >= 0 and <= 1))
        {
            validator.Add("pin", RuleTexts.FocusRange);
        }

        if (validator.Any)
        {
            return (CommentResult.NotFound, null, validator.Problems);
        }

        if (!Ids.IsWellFormed(campaignId) || await store.FindCreativeAsync(campaignId, key, cancellationToken) is not { } creative)
        {
            return (CommentResult.NotFound, null, []);
        }

        // What the author saw may be a version before this one.
        var seen = draft.Seen is { } hash && hash == creative.EarlierDecision?.ContentHash ? creative.EarlierDecision : null;
        var comment = new ReviewComment(
            Ids.New(time),
            draft.ParentId,
            seen?.ContentHash ?? creative.ContentHash,
            seen?.Version ?? creative.Version,
            draft.ParentId is null ? draft.Pin : null,
            draft.Text.Trim(),
            author.Name,
            author.ByLink,
            time.GetUtcNow());
        return (await reviews.AddCommentAsync(campaignId, key, comment, cancellationToken), comment, []);
    }

    public async Task<CommentResult> ResolveAsync(string campaignId, CreativeKey key, string commentId, bool resolved, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(campaignId) ? await reviews.ResolveAsync(campaignId, key, commentId, resolved, cancellationToken) : CommentResult.NotFound;

    /// <summary>Returns what is wrong with a reviewer's name.</summary>
    public static ImmutableArray<ValidationError> Check(ReviewAuthor author)
    {
        var validator = new FieldValidator();
        CheckName(author, validator);
        return validator.Problems;
    }

    /// <summary>Approves every pending creative that matches a filter, if they are still those that the reviewer saw.</summary>
    /// <param name="tag">The <see cref="PendingCreatives.Tag"/> that the reviewer saw.</param>
    /// <returns>The creatives that were pending. With another tag, nothing was approved. Null if the campaign does not exist.</returns>
    public Task<PendingCreatives?> ApproveAsync(string campaignId, CreativeFilter filter, string tag, ReviewAuthor author, CancellationToken cancellationToken) =>
        store.ChangePendingAsync(campaignId, filter, tag, now => CampaignEdits.Approve(now, author.Name, author.ByLink), cancellationToken);

    /// <summary>Keeps what a creative that was just decided on looks like, whatever happens to its image, the fonts or the renderer later.</summary>
    public async Task KeepAsync(string campaignId, Creative creative, CancellationToken cancellationToken)
    {
        if (creative.Approval == Approval.Pending || creative.Image.ImageId is null)
        {
            return;
        }

        if (await reviews.FindVersionAsync(campaignId, creative.Key, creative.ContentHash, cancellationToken) is { PreviewKey: null })
        {
            await KeepAsync(campaignId, creative, KeptWidth, cancellationToken);
        }
    }

    /// <summary>Keeps the versions of a campaign that were decided on together, one after the other. Those that can no longer be drawn are left out.</summary>
    /// <returns>How many were kept.</returns>
    public async Task<int> KeepMissingAsync(string campaignId, CancellationToken cancellationToken)
    {
        var kept = 0;
        for (DecidedLook? after = null; ;)
        {
            var page = await reviews.WithoutPreviewAsync(campaignId, after, PageSize, cancellationToken);
            foreach (var look in page)
            {
                kept += await KeepAsync(campaignId, look, cancellationToken) ? 1 : 0;
            }

            if (page.Length < PageSize)
            {
                return kept;
            }

            after = page[^1];
        }
    }

    private async Task<bool> KeepAsync(string campaignId, DecidedLook look, CancellationToken cancellationToken) =>
        CreativeKey.TryParse(look.Creative, out var key)
        && await store.FindCreativeAsync(campaignId, key, cancellationToken) is { } creative
        && await reviews.FindVersionAsync(campaignId, key, look.ContentHash, cancellationToken) is { PreviewKey: null } version
        && version.Look.ApplyTo(creative) is var decided && decided.ContentHash == look.ContentHash
        && await KeepAsync(campaignId, decided, KeptTogetherWidth, cancellationToken);

    /// <returns>False if it cannot be drawn or stored.</returns>
    private async Task<bool> KeepAsync(string campaignId, Creative creative, int width, CancellationToken cancellationToken)
    {
        try
        {
            await using var drawn = await previews.OpenAsync(creative, width, cancellationToken);
            if (drawn is null)
            {
                return false;
            }

            var bytes = new byte[drawn.Length];
            await drawn.ReadExactlyAsync(bytes, cancellationToken);
            var key = KeyOf(campaignId, creative.Key, creative.ContentHash);
            await files.PutAsync(key, bytes, cancellationToken);
            await reviews.KeepPreviewAsync(campaignId, creative.Key, creative.ContentHash, key, cancellationToken);
            return true;
        }
        catch (StorageException fault)
        {
            // The decision is stored, and the version can be drawn from its row.
            LogNotKept(creative.Key, fault);
            return false;
        }
    }

    /// <summary>Opens a version of a creative that was decided on: as it was kept, or else drawn again.</summary>
    /// <returns>Null if no one decided on such a version, or its image is gone.</returns>
    public async Task<Stream?> OpenVersionAsync(string campaignId, CreativeKey key, string contentHash, int width, CancellationToken cancellationToken)
    {
        if (await reviews.FindVersionAsync(campaignId, key, contentHash, cancellationToken) is not { } version)
        {
            return null;
        }

        return version.PreviewKey is { } kept && await files.OpenAsync(kept, cancellationToken) is { } stored ? stored
            : await store.FindCreativeAsync(campaignId, key, cancellationToken) is { } creative
                ? await previews.OpenAsync(version.Look.ApplyTo(creative), width, cancellationToken)
                : null;
    }

    private static void CheckName(ReviewAuthor author, FieldValidator validator) =>
        validator.Text("name", author.Name, author.Name is null ? 0 : 1, BriefLimits.Reviewer);

    /// <summary>Returns the key of the kept preview. The cache limit does not apply to keys of partial images.</summary>
    private static string KeyOf(string campaignId, CreativeKey key, string contentHash) => PreviewKey.OfPartial(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"decided {campaignId} {key} {contentHash}")), CreativePreviews.Format);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The preview of {Creative} that was decided on could not be kept")]
    private partial void LogNotKept(CreativeKey creative, Exception fault);
}
