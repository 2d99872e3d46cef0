using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Server.Campaigns.Api;
using Darkroom.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary><c>GET /review/{token}</c>: the page of a client who reviews, and its form.</summary>
internal static class ShowReview
{
    public static async Task<IResult> HandleAsync(
        string token, string? name, string? from, CampaignReviews reviews, CampaignBoards boards, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await reviews.FindAsync(token, cancellationToken);
        if (outcome is not LinkOutcome<ReviewLink>.Open(var link)
            || await boards.FindPageAsync(link.CampaignId, new CreativeFilter(), from, cancellationToken) is not { } page)
        {
            return Closed(outcome, context);
        }

        return new RazorComponentResult<ReviewPage>(new
        {
            Page = page,
            Token = token,
            For = link.Name,
            Name = link.Name is not null || string.IsNullOrEmpty(name) ? null : name,
            From = string.IsNullOrEmpty(from) ? null : from,
        });
    }

    public static async Task<IResult> DecideAsync(
        string token, string key, string? from, [FromForm] IFormCollection form, CampaignReviews reviews, CampaignBriefs briefs, HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await reviews.FindAsync(token, cancellationToken);
        if (outcome is not LinkOutcome<ReviewLink>.Open(var link))
        {
            return Closed(outcome, context);
        }

        var name = link.Name is null ? CreativeForms.Text(form, "name") : null;
        var address = $"/review/{token}{SiteLinks.QueryOf(("name", name), ("from", from))}";
        if (CreativeKey.TryParse(key, out var creative))
        {
            var edit = new CreativeEdit
            {
                Approval = Enum.TryParse<Approval>(form["approval"], ignoreCase: true, out var approval) ? approval : null,
                Comment = CreativeForms.Text(form, "comment"),
            };
            var (problem, _) = await Review.SaveAsync(
                link, creative, edit, string.IsNullOrEmpty(name) ? CampaignTexts.UnnamedReviewer : name, briefs, context, cancellationToken);
            if (problem is CampaignOutcome.Invalid(var errors))
            {
                return ErrorPage.Create(StatusCodes.Status400BadRequest, PageText.Messages(errors), address);
            }
        }

        return new SeeOther(address);
    }

    private static IResult Closed(LinkOutcome<ReviewLink> outcome, HttpContext context)
    {
        Review.LogClosed(outcome, context);
        return outcome is LinkOutcome<ReviewLink>.Ended
            ? new RazorComponentResult<LinkEnded> { StatusCode = StatusCodes.Status410Gone }
            : ErrorPage.NotFound(CampaignTexts.NoReview);
    }
}
