using System.Diagnostics;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>
/// What a client with a review link can do: see that campaign's creatives and decide about them. Nothing else of the server can be reached
/// with the link, and responses contain nothing about prompts, providers or costs.
/// </summary>
internal static class Review
{
    public static Task<IResult> ShowAsync(
        string token, [AsParameters] CreativeParameters parameters, CampaignReviews reviews, ICampaignStore store, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token,
            reviews,
            context,
            async link =>
            {
                var (page, problem) = await ListCreatives.ReadAsync(link.CampaignId, parameters, store, cancellationToken);
                if (page is null)
                {
                    return problem!;
                }

                var (brief, images) = (page.Campaign.Brief, page.Campaign.Images.ToList());
                return TypedResults.Ok(new ReviewView(
                    brief.Name,
                    brief.Brand,
                    link.ExpiresAt,
                    images.Count(image => image.Status == SlotStatus.Ready),
                    images.Count,
                    [.. page.Creatives.Select(creative => CreativeView.From(creative, $"/review/{token}"))],
                    ListCreatives.Total(page, parameters),
                    page.Next));
            },
            cancellationToken);

    public static Task<IResult> DecideAsync(
        string token, string key, ReviewBody body, CampaignReviews reviews, CampaignBriefs briefs, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token,
            reviews,
            context,
            async link =>
            {
                // Not by the filter, because the link is checked first.
                if (body.Refusal() is { } refusal)
                {
                    return refusal;
                }

                if (body is { Approval: null, Comment: null })
                {
                    return Problems.Invalid(new ValidationError("approval", "Send an approval, a comment, or both."));
                }

                return CreativeKey.TryParse(key, out var place)
                    ? EditCreative.CreateResult(await SaveAsync(link, place, body.ToEdit(), body.Name?.Trim() ?? "", briefs, context, cancellationToken), $"/review/{token}")
                    : CampaignResults.NotFound;
            },
            cancellationToken);

    /// <summary>Signs and saves a decision that was made through a review link.</summary>
    public static async Task<(CampaignOutcome? Problem, Creative? Creative)> SaveAsync(
        ReviewLink link, CreativeKey key, CreativeEdit edit, string typed, CampaignBriefs briefs, HttpContext context, CancellationToken cancellationToken)
    {
        var edited = await briefs.EditAsync(link.CampaignId, key, link.Sign(edit, typed), cancellationToken);
        if (edited.Creative is { } creative)
        {
            context.RequestServices.GetRequiredService<SecurityLog>().Decided(
                context, link.CampaignId, key.ToString(), edit.Approval is { } approval ? Wire.Name(approval) : "comment", creative.Signature, link.Id);
            await context.RequestServices.GetRequiredService<CreativeReviews>().KeepAsync(link.CampaignId, creative, CancellationToken.None);
        }

        return edited;
    }

    public static Task<IResult> PreviewAsync(
        string token, string key, string width, string? v, CampaignReviews reviews, ICampaignStore store, CreativePreviews previews, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token, reviews, context, link => ServeCreative.HandleAsync(link.CampaignId, key, width, v, store, previews, context, cancellationToken), cancellationToken);

    /// <summary>Answers a request with a link: what it asks for if the link is valid, else why it is not.</summary>
    public static async Task<IResult> WithLinkAsync(
        string token, CampaignReviews reviews, HttpContext context, Func<ReviewLink, Task<IResult>> handle, CancellationToken cancellationToken) =>
        await reviews.FindAsync(token, cancellationToken) switch
        {
            LinkOutcome<ReviewLink>.Open(var link) => await handle(link),
            var closed => Closed(closed, context),
        };

    /// <summary>Answers and logs a request with a link that does not work.</summary>
    public static ProblemHttpResult Closed(LinkOutcome<ReviewLink> outcome, HttpContext context)
    {
        LogClosed(outcome, context);
        return outcome switch
        {
            LinkOutcome<ReviewLink>.Ended => Problems.From(
                StatusCodes.Status410Gone,
                FailureCode.InvalidRequest,
                ProblemTexts.ReviewEnded,
                ProblemTexts.ReviewEndedDetail),
            LinkOutcome<ReviewLink>.Unknown => Problems.NotFound(ProblemTexts.NoReview),
            _ => throw new UnreachableException(),
        };
    }

    public static void LogClosed(LinkOutcome<ReviewLink> outcome, HttpContext context) => context.RequestServices.GetRequiredService<SecurityLog>().Refused(
        context, outcome is LinkOutcome<ReviewLink>.Ended ? "ended review link" : "unknown review link");
}
