using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>/api/review/{token}/approvals</c>: how many creatives wait for a decision, and to approve them all; and the summary of a review.</summary>
internal static class ReviewApprovals
{
    public static Task<IResult> ShowAsync(
        string token, string? language, CampaignReviews links, ICampaignStore store, HttpContext context, CancellationToken cancellationToken) => Review.WithLinkAsync(
        token,
        links,
        context,
        async link => await store.PendingAsync(link.CampaignId, FilterOf(language), cancellationToken) is { } pending
            ? TypedResults.Ok(new PendingView(pending.Count, pending.Tag))
            : CampaignResults.NoCampaign,
        cancellationToken);

    public static Task<IResult> ApproveAsync(
        string token, string? language, ApprovalsBody body, CampaignReviews links, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
        Review.WithLinkAsync(
            token,
            links,
            context,
            async link =>
            {
                if (body.Refusal() is { } refusal)
                {
                    return refusal;
                }

                if (string.IsNullOrEmpty(body.Tag))
                {
                    return Problems.Invalid(new ValidationError("tag", ProblemTexts.TagMissing));
                }

                var (problems, pending) = await SaveAsync(link, body.Name?.Trim() ?? "", FilterOf(language), body.Tag, reviews, context, cancellationToken);
                return !problems.IsEmpty ? Problems.Invalid(problems)
                    : pending is null ? CampaignResults.NoCampaign
                    : pending.Tag == body.Tag ? TypedResults.Ok(new ApprovedView(pending.Count))
                    : Problems.From(
                        StatusCodes.Status409Conflict,
                        FailureCode.InvalidRequest,
                        ProblemTexts.PendingChanged,
                        PageText.Format(ProblemTexts.PendingChangedDetail, pending.Count));
            },
            cancellationToken);

    public static Task<IResult> SummaryAsync(string token, CampaignReviews links, ReviewSummary summary, HttpContext context, CancellationToken cancellationToken) =>
        Review.WithLinkAsync(
            token,
            links,
            context,
            async link => await summary.WriteAsync(link.CampaignId, format => $"{format.Channel} {format.Name}", cancellationToken) is { } text
                ? TypedResults.Text(text, "text/plain; charset=utf-8")
                : CampaignResults.NoCampaign,
            cancellationToken);

    public static CreativeFilter FilterOf(string? language) => new(Language: string.IsNullOrEmpty(language) ? null : language);

    /// <summary>Approves everything that is pending, in the reviewer's name, if it is still what the reviewer saw.</summary>
    public static async Task<(ImmutableArray<ValidationError> Problems, PendingCreatives? Pending)> SaveAsync(
        ReviewLink link, string typed, CreativeFilter filter, string tag, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken)
    {
        var author = link.AuthorOf(typed);
        if (CreativeReviews.Check(author) is { IsEmpty: false } problems)
        {
            return (problems, null);
        }

        var pending = await reviews.ApproveAsync(link.CampaignId, filter, tag, author, cancellationToken);
        if (pending is { Count: > 0 } && pending.Tag == tag)
        {
            context.RequestServices.GetRequiredService<SecurityLog>().Decided(
                context, link.CampaignId, "all that were pending", Wire.Name(Approval.Approved), Reviewer.Sign(author.Name, author.ByLink), link.Id);
        }

        return ([], pending);
    }
}
