using System.Diagnostics;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>
/// What somebody with a review link sees and does: that campaign's creatives, and decisions about them. Nothing else of the server
/// can be reached by it, and nothing of prompts, providers or costs is told.
/// </summary>
internal static class Review
{
    public static async Task<IResult> ShowAsync(
        string token, [AsParameters] CreativeQuery query, CampaignReviews reviews, CreativePreviews previews, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await reviews.FindAsync(token, cancellationToken);
        if (outcome is not ReviewOutcome.Open(var link, var snapshot))
        {
            return Closed(outcome, context);
        }

        var (shown, total, next, wrong) = ListCreatives.Page(snapshot.Campaign, query);
        return wrong is null
            ? TypedResults.Ok(new ReviewView(
                snapshot.Campaign.Brief.Name,
                snapshot.Campaign.Brief.Brand,
                link.ExpiresAt,
                snapshot.Done,
                snapshot.Count,
                [.. shown.Select(one => CreativeView.From(one, $"/review/{token}", previews))],
                total,
                next))
            : Problems.Invalid(wrong);
    }

    public static async Task<IResult> DecideAsync(
        string token, string key, ReviewBody body, CampaignReviews reviews, CampaignBriefs briefs, CreativePreviews previews, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await reviews.FindAsync(token, cancellationToken);
        if (outcome is not ReviewOutcome.Open(var link, _))
        {
            return Closed(outcome, context);
        }

        if (CampaignResults.HasUnknown(out var refused, body))
        {
            return refused;
        }

        if (body is { Approval: null, Comment: null })
        {
            return Problems.Invalid(new ValidationError("approval", "Send an approval, a comment, or both."));
        }

        return CreativeKey.TryParse(key, out var place)
            ? EditCreative.Answer(await SaveAsync(link, place, body.ToEdit(), body.Name?.Trim() ?? "", briefs, context, cancellationToken), $"/review/{token}", previews)
            : CampaignResults.Problem(new CampaignOutcome.NotFound());
    }

    /// <summary>Signs and saves a decision that was made by a review link.</summary>
    /// <param name="typed">The name that the visitor typed.</param>
    public static async Task<(CampaignOutcome Outcome, Creative? Creative)> SaveAsync(
        ReviewLink link, CreativeKey key, CreativeEdit edit, string typed, CampaignBriefs briefs, HttpContext context, CancellationToken cancellationToken)
    {
        var edited = await briefs.EditAsync(link.CampaignId, key, link.Sign(edit, typed), cancellationToken);
        if (edited.Creative is { } creative)
        {
            context.RequestServices.GetRequiredService<SecurityLog>().Decided(
                context, link.CampaignId, key.ToString(), edit.Approval is { } approval ? Wire.Name(approval) : "comment", creative.Signature, link.Id);
        }

        return edited;
    }

    public static async Task<IResult> PreviewAsync(
        string token, string key, string width, string? v, CampaignReviews reviews, CreativePreviews previews, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await reviews.FindAsync(token, cancellationToken);
        if (outcome is not ReviewOutcome.Open(_, var snapshot))
        {
            return Closed(outcome, context);
        }

        return await ServeCreative.DrawAsync(snapshot.Campaign, key, width, v, previews, context, cancellationToken);
    }

    /// <summary>Answers a link that opens nothing, and logs it.</summary>
    public static ProblemHttpResult Closed(ReviewOutcome outcome, HttpContext context)
    {
        LogClosed(outcome, context);
        return ProblemOf(outcome);
    }

    /// <summary>Logs a link that opens nothing.</summary>
    public static void LogClosed(ReviewOutcome outcome, HttpContext context) => context.RequestServices.GetRequiredService<SecurityLog>().Refused(
        context, outcome is ReviewOutcome.Ended ? "ended review link" : "unknown review link");

    private static ProblemHttpResult ProblemOf(ReviewOutcome outcome) => outcome switch
    {
        ReviewOutcome.Ended => Problems.From(
            StatusCodes.Status410Gone, FailureCode.InvalidRequest, "This review has ended.", "This review link has expired or was withdrawn. Ask who sent it for a new one."),
        ReviewOutcome.Unknown => Problems.NotFound("There is no such review. Check that the address is complete."),
        _ => throw new UnreachableException(),
    };
}
