using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Server.Campaigns.Api;
using Darkroom.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>What a client's page shows, as its address says.</summary>
public sealed record ReviewFilter
{
    /// <summary>The name that the visitor typed.</summary>
    public string? Name { get; init; }

    /// <summary>The creative that the page begins with; null for the first page.</summary>
    public string? From { get; init; }

    public string? State { get; init; }

    public string? Language { get; init; }

    /// <summary>The query of the address, with its question mark; empty for no filter.</summary>
    public string Query => SiteLinks.QueryOf(("name", Name), ("from", From), ("state", State), ("language", Language));

    public CreativeFilter ToCreativeFilter() => new(State, Language: Language);

    /// <summary>Returns the filter with the name that the visitor typed in a form.</summary>
    internal ReviewFilter For(ReviewLink link, IFormCollection form) => For(link) with { Name = link.Name is null ? CreativeForms.Text(form, "name") : null };

    /// <summary>Returns the filter with nulls for empty parameters, and without a name if the link is for a named person.</summary>
    internal ReviewFilter For(ReviewLink link) => new()
    {
        Name = link.Name is not null || string.IsNullOrEmpty(Name) ? null : Name,
        From = string.IsNullOrEmpty(From) ? null : From,
        State = string.IsNullOrEmpty(State) ? null : State,
        Language = string.IsNullOrEmpty(Language) ? null : Language,
    };
}

/// <summary><c>GET /review/{token}</c>: the pages of a client who reviews.</summary>
internal static class ShowReview
{
    public static Task<IResult> HandleAsync(
        string token, [AsParameters] ReviewFilter asked, CampaignReviews links, CampaignBoards boards, IReviewStore reviews, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token,
            links,
            context,
            async link =>
            {
                var filter = asked.For(link);
                return await boards.FindPageAsync(link.CampaignId, filter.ToCreativeFilter(), filter.From, cancellationToken) is not { } page
                    ? ErrorPage.NotFound(CampaignTexts.NoReview)
                    : new RazorComponentResult<ReviewPage>(new
                    {
                        Page = page,
                        Token = token,
                        For = link.Name,
                        Filter = filter,
                        Progress = await reviews.ProgressAsync(link.CampaignId, cancellationToken) ?? [],
                    });
            },
            cancellationToken);

    /// <summary><c>GET /review/{token}/creatives/{key}</c>: one creative in full size.</summary>
    public static Task<IResult> CreativeAsync(
        string token, string key, [AsParameters] ReviewFilter asked, CampaignReviews links, CreativeReviews reviews, ICampaignStore store, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token,
            links,
            context,
            async link =>
            {
                var filter = asked.For(link);
                var query = new CreativeQuery(new CreativeFilter(Language: filter.Language), CreativeOrder.Format, key, 1);
                return CreativeKey.TryParse(key, out var place) && await store.FindCreativeAsync(link.CampaignId, place, cancellationToken) is { } creative
                    && await store.CreativesAsync(link.CampaignId, query, cancellationToken) is { } page
                        ? new RazorComponentResult<ReviewCreativePage>(new
                        {
                            Page = page,
                            Creative = creative,
                            Review = await reviews.FindAsync(link.CampaignId, place, cancellationToken),
                            Token = token,
                            Filter = filter,
                            For = link.Name,
                        })
                        : ErrorPage.NotFound(CampaignTexts.NoCreative);
            },
            cancellationToken);

    /// <summary><c>GET /review/{token}/creatives/{key}/versions/{look}</c>: a version that was decided on, beside the current one.</summary>
    public static Task<IResult> CompareAsync(
        string token, string key, string look, [AsParameters] ReviewFilter asked, CampaignReviews links, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token,
            links,
            context,
            async link => await ComparedVersion.FindAsync(link.CampaignId, key, look, context.RequestServices, cancellationToken) is { } version
                ? new RazorComponentResult<ReviewComparePage>(new { Token = token, version.Creative, version.Decision, version.Look, asked.For(link).Query })
                : ErrorPage.NotFound(ProblemTexts.VersionGone),
            cancellationToken);

    public static Task<IResult> SummaryAsync(
        string token, [AsParameters] ReviewFilter asked, CampaignReviews links, ReviewSummary summary, HttpContext context, CancellationToken cancellationToken) => WithLinkAsync(
        token,
        links,
        context,
        async link => await summary.WriteAsync(link.CampaignId, format => $"{format.ChannelTitle} {format.Title}", cancellationToken) is { } text
            ? new RazorComponentResult<ReviewSummaryPage>(new { Token = token, Text = text, asked.For(link).Query })
            : ErrorPage.NotFound(CampaignTexts.NoReview),
        cancellationToken);

    public static Task<IResult> ApprovalsAsync(
        string token, [AsParameters] ReviewFilter asked, CampaignReviews links, ICampaignStore store, HttpContext context, CancellationToken cancellationToken) => WithLinkAsync(
        token,
        links,
        context,
        async link => await store.PendingAsync(link.CampaignId, ReviewApprovals.FilterOf(asked.Language), cancellationToken) is { } pending
            ? ConfirmPage(token, pending, asked.For(link), link.Name, "", StatusCodes.Status200OK)
            : ErrorPage.NotFound(CampaignTexts.NoReview),
        cancellationToken);

    /// <summary>Approves everything that was pending when the page was shown. If something else is pending by now, the page asks again.</summary>
    public static Task<IResult> ApproveAsync(
        string token, [AsParameters] ReviewFilter asked, [FromForm] IFormCollection form, CampaignReviews links, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token,
            links,
            context,
            async link =>
            {
                var filter = asked.For(link, form);
                var tag = form["tag"].ToString();
                var (problems, pending) = await ReviewApprovals.SaveAsync(
                    link, filter.Name ?? "", ReviewApprovals.FilterOf(filter.Language), tag, reviews, context, cancellationToken);
                return !problems.IsEmpty ? ErrorPage.Create(StatusCodes.Status400BadRequest, PageText.Messages(problems), $"/review/{token}/approvals{filter.Query}")
                    : pending is null ? ErrorPage.NotFound(CampaignTexts.NoReview)
                    : pending.Tag == tag ? new SeeOther($"/review/{token}{filter.Query}")
                    : ConfirmPage(token, pending, filter, link.Name, PageText.Format(ProblemTexts.PendingChangedDetail, pending.Count), StatusCodes.Status409Conflict);
            },
            cancellationToken);

    public static Task<IResult> DecideAsync(
        string token, string key, [AsParameters] ReviewFilter asked, [FromForm] IFormCollection form, CampaignReviews links, CampaignBriefs briefs, HttpContext context, CancellationToken cancellationToken) =>
        WithLinkAsync(
            token,
            links,
            context,
            async link =>
            {
                if (!CreativeKey.TryParse(key, out var creative))
                {
                    return ErrorPage.NotFound(CampaignTexts.NoCreative);
                }

                var filter = asked.For(link, form);
                var address = form["back"] == "creative" ? $"/review/{token}/creatives/{creative}{filter.Query}" : $"/review/{token}{filter.Query}";
                var edit = new CreativeEdit
                {
                    Approval = Enum.TryParse<Approval>(form["approval"], ignoreCase: true, out var approval) ? approval : null,
                    Comment = CreativeForms.Text(form, "comment"),
                    Seen = CreativeForms.Text(form, "look") is { Length: > 0 } look ? look : null,
                };
                var (problem, _) = await Review.SaveAsync(link, creative, edit, NameOf(filter), briefs, context, cancellationToken);
                if (problem is CampaignOutcome.Invalid or CampaignOutcome.Changed)
                {
                    var status = problem is CampaignOutcome.Changed ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest;
                    return ErrorPage.Create(status, PageText.Messages(CampaignResults.ErrorsOf(problem)), address);
                }

                return new SeeOther(address);
            },
            cancellationToken);

    /// <summary>Answers a request with a link: the page if the link is valid, else a page that says why it is not.</summary>
    public static async Task<IResult> WithLinkAsync(
        string token, CampaignReviews links, HttpContext context, Func<ReviewLink, Task<IResult>> show, CancellationToken cancellationToken)
    {
        var outcome = await links.FindAsync(token, cancellationToken);
        if (outcome is LinkOutcome<ReviewLink>.Open(var link))
        {
            return await show(link);
        }

        Review.LogClosed(outcome, context);
        return outcome is LinkOutcome<ReviewLink>.Ended
            ? new RazorComponentResult<LinkEnded> { StatusCode = StatusCodes.Status410Gone }
            : ErrorPage.NotFound(CampaignTexts.NoReview);
    }

    /// <summary>Returns the name that a decision or a comment is signed with, if the link is for no one in particular.</summary>
    public static string NameOf(ReviewFilter filter) => string.IsNullOrEmpty(filter.Name) ? CampaignTexts.UnnamedReviewer : filter.Name;

    private static RazorComponentResult<ApproveRemainingPage> ConfirmPage(
        string token, PendingCreatives pending, ReviewFilter filter, string? person, string problem, int status) =>
        new(new { Token = token, Pending = pending, Filter = filter, For = person, Problem = problem }) { StatusCode = status };
}
