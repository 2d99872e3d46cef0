using System.ComponentModel;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>The body of <c>POST /api/campaigns/{id}/creatives/{key}/comments</c>.</summary>
public record CommentBody : KnownFields
{
    public string? Text { get; init; }

    [Description("The point that the comment is about, 0 to 1 from the left and from the top; absent for the whole creative.")]
    public FocusPoint? Pin { get; init; }

    [Description("The id of the comment that this one replies to.")]
    public string? ReplyTo { get; init; }

    [Description("The look of the creative that the author saw; by default the current one.")]
    public string? Look { get; init; }

    internal CommentDraft ToDraft() => new(Text ?? "", Pin, ReplyTo, Look);
}

/// <summary>The body of <c>POST /api/review/{token}/creatives/{key}/comments</c>.</summary>
public sealed record ReviewCommentBody : CommentBody
{
    [Description("The visitor's name; ignored if the link was created for a named person.")]
    public string? Name { get; init; }
}

/// <summary>The body of <c>PATCH</c> of a comment.</summary>
public sealed record ResolveBody : KnownFields
{
    [Description("True if what it asks for is done, false to open it again.")]
    public bool? Resolved { get; init; }
}

/// <summary>The body of <c>POST /api/review/{token}/approvals</c>.</summary>
public sealed record ApprovalsBody : KnownFields
{
    [Description("The visitor's name; ignored if the link was created for a named person.")]
    public string? Name { get; init; }

    [Description("The tag that GET returned. If other creatives are pending by now, the response is 409 and nothing is approved.")]
    public string? Tag { get; init; }
}

/// <summary>A comment on a creative.</summary>
/// <param name="Pin">The point that it is about, 0 to 1 from the left and from the top; absent for the whole creative.</param>
/// <param name="Look">What the creative looked like; see a creative's look.</param>
/// <param name="By">The reviewer's name; absent for the studio.</param>
/// <param name="ByTyped">True if the visitor typed that name, false if the link was created for it; absent for the studio.</param>
/// <param name="ResolvedAt">Absent while it is open.</param>
public sealed record CommentView(
    string Id, string Text, FocusPoint? Pin, string Look, int Version, string? By, bool? ByTyped, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt, ImmutableArray<CommentView> Replies)
{
    internal static CommentView From(ReviewComment comment, ImmutableArray<ReviewComment> replies) => new(
        comment.Id,
        comment.Text,
        comment.Pin,
        comment.ContentHash,
        comment.Version,
        comment.Author,
        comment.Author is null ? null : !comment.ByLink,
        comment.CreatedAt,
        comment.ResolvedAt,
        [.. replies.Select(reply => From(reply, []))]);
}

/// <summary>A decision about a version of a creative.</summary>
/// <param name="PreviewUrl">The creative as it was decided on.</param>
public sealed record DecisionView(string Look, int Version, Approval Approval, string? By, bool? ByTyped, DateTimeOffset DecidedAt, string PreviewUrl);

/// <summary>What people said and decided about one creative.</summary>
/// <param name="Comments">Oldest first.</param>
/// <param name="Decisions">Newest first.</param>
public sealed record CreativeReviewView(ImmutableArray<CommentView> Comments, ImmutableArray<DecisionView> Decisions)
{
    /// <param name="path">The path that addresses of previews begin with.</param>
    internal static CreativeReviewView From(CreativeReview review, CreativeKey key, string path) => new(
        [.. review.Threads.Select(thread => CommentView.From(thread.Comment, thread.Replies))],
        [.. review.Decisions.Select(decision => new DecisionView(
            decision.ContentHash,
            decision.Version,
            decision.Approval,
            decision.Author,
            decision.Author is null ? null : !decision.ByLink,
            decision.DecidedAt,
            decision.VersionPath(path, key)))]);
}

/// <summary>The creatives that "approve all" would approve.</summary>
public sealed record PendingView(int Count, string Tag);

/// <summary>How many creatives were approved.</summary>
public sealed record ApprovedView(int Approved);

/// <summary>The addresses of versions that were decided on.</summary>
internal static class VersionPaths
{
    /// <summary>Returns the address of a version's preview.</summary>
    /// <param name="path">Such as <c>/campaigns/{id}</c>.</param>
    public static string VersionPath(this CreativeDecision decision, string path, CreativeKey key) =>
        $"{path}/creatives/{key}/versions/{decision.ContentHash}/{CreativeReviews.KeptWidth}";
}
