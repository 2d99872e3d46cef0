using Darkroom.Campaigns.Briefs;
using Darkroom.Server.Campaigns.Pages;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>POST /campaigns/{id}/approvals</c>: approves everything that the filter in the address selects, on all pages.</summary>
internal static class ApproveAll
{
    public static async Task<IResult> HandleAsync(
        string id, [AsParameters] BoardFilter filter, HttpRequest request, CampaignBriefs briefs, CancellationToken cancellationToken)
    {
        var approved = await briefs.ApproveAsync(id, filter.ToCreativeFilter(), cancellationToken);
        return CampaignForms.IsScript(request)
            ? approved is null ? CampaignResults.NoCampaign : TypedResults.Ok(new { approved })
            : approved is null ? CampaignForms.NoCampaignPage : new SeeOther($"/campaigns/{id}{filter.Query}");
    }
}
