using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Imaging;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>What people say about one creative: <c>/api/campaigns/{id}/creatives/{key}/comments</c>, and the same through a review link.</summary>
internal static class CreativeComments
{
    public static Task<IResult> ListAsync(string id, string key, CreativeReviews reviews, ICampaignStore store, CancellationToken cancellationToken) =>
        ListAsync(id, key, $"/campaigns/{id}", reviews, store, cancellationToken);

    public static Task<IResult> AddAsync(string id, string key, CommentBody body, CreativeReviews reviews, CancellationToken cancellationToken) =>
        AddAsync(id, key, body.ToDraft(), ReviewAuthor.Studio, reviews, cancellationToken);

    public static Task<IResult> ResolveAsync(string id, string key, string comment, ResolveBody body, CreativeReviews reviews, CancellationToken cancellationToken) =>
        SaveAsync(id, key, comment, body, reviews, cancellationToken);

    public static Task<IResult> ServeAsync(
        string id, string key, string look, string width, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
        VersionAsync(id, key, look, width, reviews, context, cancellationToken);

    /// <summary>The same for a client with a review link.</summary>
    internal static class OfClient
    {
        public static Task<IResult> ListAsync(
            string token, string key, CampaignReviews links, CreativeReviews reviews, ICampaignStore store, HttpContext context, CancellationToken cancellationToken) =>
            Review.WithLinkAsync(token, links, context, link => CreativeComments.ListAsync(link.CampaignId, key, $"/review/{token}", reviews, store, cancellationToken), cancellationToken);

        public static Task<IResult> AddAsync(
            string token, string key, ReviewCommentBody body, CampaignReviews links, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
            Review.WithLinkAsync(
                token,
                links,
                context,
                async link => body.Refusal() ?? await CreativeComments.AddAsync(link.CampaignId, key, body.ToDraft(), link.AuthorOf(body.Name?.Trim() ?? ""), reviews, cancellationToken),
                cancellationToken);

        public static Task<IResult> ResolveAsync(
            string token, string key, string comment, ResolveBody body, CampaignReviews links, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
            Review.WithLinkAsync(
                token, links, context, async link => body.Refusal() ?? await SaveAsync(link.CampaignId, key, comment, body, reviews, cancellationToken), cancellationToken);

        public static Task<IResult> ServeAsync(
            string token, string key, string look, string width, CampaignReviews links, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
            Review.WithLinkAsync(token, links, context, link => VersionAsync(link.CampaignId, key, look, width, reviews, context, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> ListAsync(
        string id, string key, string path, CreativeReviews reviews, ICampaignStore store, CancellationToken cancellationToken) =>
        CreativeKey.TryParse(key, out var place) && await store.FindCreativeAsync(id, place, cancellationToken) is not null
            ? TypedResults.Ok(CreativeReviewView.From(await reviews.FindAsync(id, place, cancellationToken), place, path))
            : CampaignResults.NotFound;

    private static async Task<IResult> AddAsync(
        string id, string key, CommentDraft draft, ReviewAuthor author, CreativeReviews reviews, CancellationToken cancellationToken)
    {
        if (!CreativeKey.TryParse(key, out var place))
        {
            return CampaignResults.NotFound;
        }

        var (result, comment, problems) = await reviews.CommentAsync(id, place, draft, author, cancellationToken);
        return !problems.IsEmpty ? Problems.Invalid(problems)
            : result == CommentResult.Done ? TypedResults.Created((string?)null, CommentView.From(comment!, []))
            : result == CommentResult.TooMany ? TooMany
            : CampaignResults.NotFound;
    }

    private static async Task<IResult> SaveAsync(
        string id, string key, string comment, ResolveBody body, CreativeReviews reviews, CancellationToken cancellationToken) =>
        body.Resolved is not { } resolved ? Problems.Invalid(new ValidationError("resolved", ProblemTexts.ResolvedMissing))
        : CreativeKey.TryParse(key, out var place) && await reviews.ResolveAsync(id, place, comment, resolved, cancellationToken) == CommentResult.Done
            ? TypedResults.NoContent()
            : CampaignResults.NotFound;

    /// <summary>Serves a version that was decided on. Its content never changes.</summary>
    private static async Task<IResult> VersionAsync(
        string id, string key, string look, string width, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
        int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && CreativePreviews.Widths.Contains(pixels)
        && CreativeKey.TryParse(key, out var place) && await reviews.OpenVersionAsync(id, place, look, pixels, cancellationToken) is { } version
            ? StoredFile.Create(context, version, CreativePreviews.Format.Mime(), $"{look}-{width}")
            : Problems.NotFound(ProblemTexts.VersionGone);

    private static IResult TooMany => Problems.From(
        StatusCodes.Status409Conflict,
        FailureCode.InvalidRequest,
        ProblemTexts.TooManyComments,
        PageText.Format(ProblemTexts.TooManyCommentsDetail, IReviewStore.MaxComments));
}
