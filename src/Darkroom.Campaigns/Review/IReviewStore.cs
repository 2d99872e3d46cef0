using System.Collections.Immutable;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Review;

/// <summary>
/// Stores what people say about creatives, and which versions they decided on. Every method is one transaction. Decisions are recorded by
/// <see cref="ICampaignStore"/> together with the creative's state.
/// </summary>
public interface IReviewStore
{
    /// <summary>The maximum number of comments of one creative, replies included.</summary>
    const int MaxComments = 200;

    /// <summary>Returns the comments of a creative, oldest first; empty if it does not exist.</summary>
    Task<ImmutableArray<ReviewComment>> CommentsAsync(string campaignId, CreativeKey key, CancellationToken cancellationToken);

    /// <summary>Returns the comments of all creatives of a campaign, oldest first.</summary>
    Task<ImmutableArray<(CreativeKey Key, ReviewComment Comment)>> CommentsAsync(string campaignId, CancellationToken cancellationToken);

    /// <summary>Adds a comment to a creative. A resolved comment that gets a reply is open again.</summary>
    Task<CommentResult> AddCommentAsync(string campaignId, CreativeKey key, ReviewComment comment, CancellationToken cancellationToken);

    /// <summary>Resolves a comment that is not a reply, or opens it again. Doing that once more changes nothing.</summary>
    Task<CommentResult> ResolveAsync(string campaignId, CreativeKey key, string commentId, bool resolved, CancellationToken cancellationToken);

    /// <summary>Returns the decisions about a creative, newest first: the last one of each person about each look.</summary>
    Task<ImmutableArray<CreativeDecision>> DecisionsAsync(string campaignId, CreativeKey key, CancellationToken cancellationToken);

    /// <summary>Returns a version of a creative that was decided on; null if there is none with that content hash.</summary>
    Task<DecidedVersion?> FindVersionAsync(string campaignId, CreativeKey key, string contentHash, CancellationToken cancellationToken);

    /// <summary>Returns versions of a campaign that were decided on and of which no preview is kept, ordered by key and content hash.</summary>
    /// <param name="after">The last version of the previous page; null for the first page.</param>
    /// <param name="limit">1 to 1,000.</param>
    Task<ImmutableArray<DecidedLook>> WithoutPreviewAsync(string campaignId, DecidedLook? after, int limit, CancellationToken cancellationToken);

    /// <summary>Stores under which key the preview of a version is kept. Its file is deleted with the campaign.</summary>
    Task KeepPreviewAsync(string campaignId, CreativeKey key, string contentHash, string previewKey, CancellationToken cancellationToken);

    /// <summary>Counts the creatives of each format and language that can be drawn, in the brief's order of formats; null if the campaign does not exist.</summary>
    Task<ImmutableArray<FormatCount>?> ProgressAsync(string campaignId, CancellationToken cancellationToken);
}

/// <summary>Identifies a version that was decided on.</summary>
/// <param name="Creative">The creative's key, as <see cref="CreativeKey.ToString"/> writes it.</param>
/// <param name="ContentHash">The <see cref="Creative.ContentHash"/> that was decided on.</param>
public sealed record DecidedLook(string Creative, string ContentHash);

/// <summary>The creatives of one format and one language that can be drawn.</summary>
public sealed record FormatCount(CampaignFormat Format, string Language, int Approved, int Rejected, int Pending)
{
    public int Total => Approved + Rejected + Pending;
}
