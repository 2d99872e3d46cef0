using System.Collections.Immutable;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Review;

/// <summary>What someone wrote about a creative, or a reply to it.</summary>
/// <param name="ParentId">The comment that this one replies to; null for none. Replies have no replies of their own.</param>
/// <param name="ContentHash">The <see cref="Matrix.Creative.ContentHash"/> of what the author saw.</param>
/// <param name="Version">The creative's version at that time.</param>
/// <param name="Pin">The point that it is about, 0 to 1 from the left and from the top; null for the whole creative.</param>
/// <param name="Author">The name of the reviewer; null for the studio.</param>
/// <param name="ByLink">True if the author is the person that the link was created for; false if the visitor typed the name.</param>
/// <param name="ResolvedAt">When it was resolved; null while it is open.</param>
public sealed record ReviewComment(
    string Id,
    string? ParentId,
    string ContentHash,
    int Version,
    FocusPoint? Pin,
    string Text,
    string? Author,
    bool ByLink,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ResolvedAt = null)
{
    /// <inheritdoc cref="Matrix.Creative.Signature"/>
    public string? Signature => Reviewer.Sign(Author, ByLink);
}

/// <summary>A comment with its replies, oldest first.</summary>
public sealed record ReviewThread(ReviewComment Comment, ImmutableArray<ReviewComment> Replies)
{
    /// <summary>Groups comments into threads, oldest first. Replies to a comment that is missing are left out.</summary>
    public static ImmutableArray<ReviewThread> Group(IReadOnlyCollection<ReviewComment> comments)
    {
        var replies = comments.Where(comment => comment.ParentId is not null).ToLookup(comment => comment.ParentId);
        return [.. comments.Where(comment => comment.ParentId is null).Select(comment => new ReviewThread(comment, [.. replies[comment.Id]]))];
    }
}

/// <summary>The result of adding or resolving a comment.</summary>
public enum CommentResult
{
    Done,

    /// <summary>There is no such creative, or no such comment to reply to or to resolve.</summary>
    NotFound,

    /// <summary>The creative has as many comments as it may have.</summary>
    TooMany,
}

/// <summary>How a person's name is shown.</summary>
public static class Reviewer
{
    /// <summary>Returns a name as people see it; null for the studio. A typed name says that it was typed.</summary>
    public static string? Sign(string? name, bool byLink) => name is null || byLink ? name : $"{name} (typed by the visitor)";
}
