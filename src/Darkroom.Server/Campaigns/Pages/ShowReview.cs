using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Review;
using Darkroom.Server.Campaigns.Api;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /review/{token}</c>: what a client sees, and the form by which they decide.</summary>
internal static class ShowReview
{
    public static async Task<IResult> HandleAsync(
        string token, string? name, string? from, CampaignReviews reviews, CampaignBoards boards, HttpContext context, CancellationToken cancellationToken) =>
        await reviews.FindAsync(token, cancellationToken) switch
        {
            ReviewOutcome.Open(var link, var snapshot) => new RazorComponentResult<ReviewPage>(new
            {
                snapshot.Campaign,
                Cells = boards.CellsOf(snapshot),
                Token = token,
                snapshot.StateTag,
                For = link.Name,
                Name = link.Name is not null || string.IsNullOrEmpty(name) ? null : name,
                From = string.IsNullOrEmpty(from) ? null : from,
            }),
            var closed => Closed(closed, context),
        };

    public static async Task<IResult> DecideAsync(
        string token, string key, string? from, [FromForm] IFormCollection form, CampaignReviews reviews, CampaignBriefs briefs, HttpContext context, CancellationToken cancellationToken)
    {
        var found = await reviews.FindAsync(token, cancellationToken);
        if (found is not ReviewOutcome.Open(var link, _))
        {
            return Closed(found, context);
        }

        var name = link.Name is null ? CreativeForms.Text(form, "name") : null;
        if (CreativeKey.TryParse(key, out var creative))
        {
            var edit = new CreativeEdit
            {
                Approval = Enum.TryParse<Approval>(form["approval"], ignoreCase: true, out var approval) ? approval : null,
                Comment = CreativeForms.Text(form, "comment"),
            };
            var (outcome, _) = await Review.SaveAsync(
                link, creative, edit, string.IsNullOrEmpty(name) ? "A reviewer" : name, briefs, context, cancellationToken);
            if (outcome is CampaignOutcome.Invalid(var problems))
            {
                return ErrorPage.Create(
                    StatusCodes.Status400BadRequest, string.Join(' ', problems.Select(problem => problem.Message)), $"/review/{token}{QueryOf(name, from)}");
            }
        }

        return new SeeOther($"/review/{token}{QueryOf(name, from)}");
    }

    /// <summary>Who looks and at which part, as the address says it; empty for neither.</summary>
    public static string QueryOf(string? name, string? from) => QueryString.Create(
        new (string Name, string? Value)[] { ("name", name), ("from", from) }
            .Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => KeyValuePair.Create(one.Name, one.Value))).ToString();

    private static IResult Closed(ReviewOutcome outcome, HttpContext context)
    {
        Review.LogClosed(outcome, context);
        return outcome is ReviewOutcome.Ended
            ? new RazorComponentResult<ReviewEnded> { StatusCode = StatusCodes.Status410Gone }
            : NotFoundPage.Page("There is nothing at this address.");
    }
}
