using Darkroom.Campaigns;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns;

/// <summary><c>GET /review/{token}</c>: what a client sees, and the form by which they decide.</summary>
internal static class ShowReview
{
    public static async Task<IResult> HandleAsync(string token, string? name, string? from, CampaignReviews reviews, CampaignBoards boards, CancellationToken cancellationToken) =>
        await reviews.FindAsync(token, cancellationToken) switch
        {
            ReviewOutcome.Open(_, var snapshot) => new RazorComponentResult<ReviewPage>(
                new { snapshot.Campaign, Cells = boards.CellsOf(snapshot), Token = token, snapshot.Mark, Name = string.IsNullOrEmpty(name) ? null : name, From = string.IsNullOrEmpty(from) ? null : from }),
            ReviewOutcome.Ended => new RazorComponentResult<ReviewEnded> { StatusCode = StatusCodes.Status410Gone },
            _ => NoSuchPage.Page("There is nothing at this address."),
        };

    public static async Task<IResult> DecideAsync(
        string token, string key, string? from, [FromForm] IFormCollection form, CampaignReviews reviews, CampaignBriefs briefs, CancellationToken cancellationToken)
    {
        if (await reviews.FindAsync(token, cancellationToken) is ReviewOutcome.Open(var link, _) && CreativeKey.TryParse(key, out var creative))
        {
            var name = CreativeForms.Text(form, "name") is { Length: > 0 } given ? given : "A reviewer";
            var (outcome, _) = await briefs.EditAsync(link.CampaignId, creative, new CreativeEdit
            {
                Approval = Enum.TryParse<Approval>(form["approval"], ignoreCase: true, out var approval) ? approval : null,
                Comment = CreativeForms.Text(form, "comment"),
                By = name,
            }, cancellationToken);
            if (outcome is CampaignOutcome.Invalid(var problems))
            {
                return RefusedPage.Of(
                    StatusCodes.Status400BadRequest, string.Join(' ', problems.Select(problem => problem.Message)), $"/review/{token}{QueryOf(name, from)}");
            }
        }

        return new SeeOther($"/review/{token}{QueryOf(CreativeForms.Text(form, "name"), from)}");
    }

    /// <summary>Who looks and at which part, as the address says it; empty for neither.</summary>
    public static string QueryOf(string? name, string? from) => QueryString.Create(
        new (string Name, string? Value)[] { ("name", name), ("from", from) }
            .Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => KeyValuePair.Create(one.Name, one.Value))).ToString();
}
