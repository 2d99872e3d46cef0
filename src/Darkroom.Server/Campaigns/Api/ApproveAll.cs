using Darkroom.Campaigns.Review;
using Darkroom.Server.Campaigns.Pages;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>POST /campaigns/{id}/approvals</c>: approves everything that the filter in the address takes, on whatever page it stands.</summary>
internal static class ApproveAll
{
    public static async Task<IResult> HandleAsync(
        string id, [AsParameters] BoardFilter filter, HttpRequest request, CampaignApprovals approvals, CancellationToken cancellationToken)
    {
        var approved = await approvals.ApproveAsync(id, filter.Takes, cancellationToken);
        return CampaignForms.IsScript(request)
            ? approved is null ? CampaignResults.NoCampaign : TypedResults.Ok(new { approved })
            : approved is null ? NotFoundPage.Page("There is no such campaign.") : new SeeOther($"/campaigns/{id}{filter.Query}");
    }
}
