using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>The forms below a creative: comments, replies, and what is resolved. Each leads back to the creative's page.</summary>
internal static class CommentForms
{
    public static Task<IResult> AddAsync(
        string id, string key, [FromForm] IFormCollection form, CreativeReviews reviews, CancellationToken cancellationToken) =>
        AddAsync(id, key, form, ReviewAuthor.Studio, $"/campaigns/{id}/creatives/{key}", reviews, cancellationToken);

    public static Task<IResult> ResolveAsync(
        string id, string key, string comment, [FromForm] IFormCollection form, CreativeReviews reviews, CancellationToken cancellationToken) =>
        ResolveAsync(id, key, comment, form, $"/campaigns/{id}/creatives/{key}", reviews, cancellationToken);

    public static async Task<IResult> CompareAsync(string id, string key, string look, HttpContext context, CancellationToken cancellationToken) =>
        await ComparedVersion.FindAsync(id, key, look, context.RequestServices, cancellationToken) is { } version
            ? new RazorComponentResult<ComparePage>(new { CampaignId = id, version.Creative, version.Decision, version.Look })
            : ErrorPage.NotFound(ProblemTexts.VersionGone);

    public static Task<IResult> AddByClientAsync(
        string token, string key, [AsParameters] ReviewFilter asked, [FromForm] IFormCollection form, CampaignReviews links, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
        ShowReview.WithLinkAsync(
            token,
            links,
            context,
            link =>
            {
                var filter = asked.For(link, form);
                return AddAsync(
                    link.CampaignId, key, form, link.AuthorOf(ShowReview.NameOf(filter)), $"/review/{token}/creatives/{key}{filter.Query}", reviews, cancellationToken);
            },
            cancellationToken);

    public static Task<IResult> ResolveByClientAsync(
        string token, string key, string comment, [AsParameters] ReviewFilter asked, [FromForm] IFormCollection form, CampaignReviews links, CreativeReviews reviews, HttpContext context, CancellationToken cancellationToken) =>
        ShowReview.WithLinkAsync(
            token,
            links,
            context,
            link => ResolveAsync(link.CampaignId, key, comment, form, $"/review/{token}/creatives/{key}{asked.For(link).Query}", reviews, cancellationToken),
            cancellationToken);

    private static async Task<IResult> AddAsync(
        string id, string key, IFormCollection form, ReviewAuthor author, string back, CreativeReviews reviews, CancellationToken cancellationToken)
    {
        if (!CreativeKey.TryParse(key, out var place))
        {
            return ErrorPage.NotFound(CampaignTexts.NoCreative);
        }

        var pin = Share(form["pin_x"]) is { } x && Share(form["pin_y"]) is { } y ? new FocusPoint(x, y) : (FocusPoint?)null;
        var draft = new CommentDraft(form["text"].ToString(), pin, Optional(form["reply_to"]), Optional(form["look"]));
        var (result, _, problems) = await reviews.CommentAsync(id, place, draft, author, cancellationToken);
        return !problems.IsEmpty ? ErrorPage.Create(StatusCodes.Status400BadRequest, PageText.Messages(problems), back)
            : result == CommentResult.TooMany
                ? ErrorPage.Create(StatusCodes.Status409Conflict, PageText.Format(ProblemTexts.TooManyCommentsDetail, IReviewStore.MaxComments), back)
            : result == CommentResult.NotFound ? ErrorPage.NotFound(CampaignTexts.NoCreative)
            : new SeeOther($"{back}#talk");
    }

    private static async Task<IResult> ResolveAsync(
        string id, string key, string comment, IFormCollection form, string back, CreativeReviews reviews, CancellationToken cancellationToken) =>
        CreativeKey.TryParse(key, out var place)
        && await reviews.ResolveAsync(id, place, comment, form["resolved"] != "false", cancellationToken) == CommentResult.Done
            ? new SeeOther($"{back}#talk")
            : ErrorPage.NotFound(CampaignTexts.NoCreative);

    private static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static double? Share(string? percent) =>
        double.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number / 100 : null;
}

/// <summary>A version of a creative that was decided on, beside the creative as it looks now.</summary>
internal sealed record ComparedVersion(Creative Creative, CreativeDecision Decision, CreativeLook Look)
{
    /// <summary>Returns null if there is no such creative, or no one decided on such a version.</summary>
    public static async Task<ComparedVersion?> FindAsync(string id, string key, string look, IServiceProvider services, CancellationToken cancellationToken)
    {
        var reviews = services.GetRequiredService<IReviewStore>();
        return CreativeKey.TryParse(key, out var place)
            && await services.GetRequiredService<ICampaignStore>().FindCreativeAsync(id, place, cancellationToken) is { } creative
            && (await reviews.DecisionsAsync(id, place, cancellationToken)).FirstOrDefault(decision => decision.ContentHash == look) is { } decided
            && await reviews.FindVersionAsync(id, place, look, cancellationToken) is { } version
                ? new ComparedVersion(creative, decided, version.Look)
                : null;
    }
}
