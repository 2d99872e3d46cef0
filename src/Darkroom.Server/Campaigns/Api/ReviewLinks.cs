using Darkroom.Campaigns;
using Darkroom.Campaigns.Review;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>/api/campaigns/{id}/review-links</c>: the owner creates and revokes links.</summary>
internal static class ReviewLinks
{
    public static async Task<IResult> ListAsync(
        string id, CampaignReviews reviews, ICampaignStore store, CancellationToken cancellationToken) =>
        !await store.ExistsAsync(id, cancellationToken)
            ? CampaignResults.NoCampaign
            : TypedResults.Ok<IReadOnlyList<ReviewLinkView>>(
                [.. (await store.LinksAsync(id, cancellationToken)).Select(link => View(link, null, reviews))]);

    public static async Task<IResult> CreateAsync(
        string id, ReviewLinkBody? body, CampaignReviews reviews, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        var (link, token, problems) = await reviews.CreateAsync(id, body?.ExpiresAt, body?.Name, cancellationToken);
        if (link is not null)
        {
            log.LinkCreated(context, id, link.Id, link.Name);
        }

        return link is not null
            ? TypedResults.Created($"/review/{token}", View(link, $"/review/{token}", reviews))
            : problems.IsEmpty ? CampaignResults.NoCampaign : Problems.Invalid(problems);
    }

    public static async Task<IResult> RevokeAsync(
        string id, string linkId, ICampaignStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await store.RevokeLinkAsync(id, linkId, cancellationToken))
        {
            return Problems.NotFound(ProblemTexts.NoReviewLink);
        }

        log.LinkRevoked(context, id, linkId);
        return TypedResults.NoContent();
    }

    private static ReviewLinkView View(ReviewLink link, string? url, CampaignReviews reviews) =>
        new(link.Id, url, link.CreatedAt, link.ExpiresAt, reviews.IsActive(link), link.Name);
}
