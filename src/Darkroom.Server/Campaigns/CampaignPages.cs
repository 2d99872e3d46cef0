namespace Darkroom.Server.Campaigns;

/// <summary>The pages of campaigns and the forms that make them work without scripts.</summary>
internal static class CampaignPages
{
    public static void MapCampaignPages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").ExcludeFromDescription();
        group.MapGet("/campaigns", ShowCampaigns.HandleAsync);
        group.MapGet("/campaigns/new", ShowCampaign.NewAsync);
        group.MapGet("/campaigns/{id}", ShowCampaign.HandleAsync);
        group.MapGet("/campaigns/{id}/creatives/{key}", ShowCreative.HandleAsync);
        group.MapGet("/review/{token}", ShowReview.HandleAsync);

        // OriginCheck stands where an antiforgery token would.
        var forms = group.MapGroup("").DisableAntiforgery();
        forms.MapPost("/campaigns", CampaignForms.CreateAsync);
        forms.MapPost("/campaigns/{id}", CampaignForms.SaveAsync);
        forms.MapPost("/campaigns/{id}/prompts", CreativeForms.PromptsAsync);
        forms.MapPost("/campaigns/{id}/creatives/{key}", CreativeForms.EditAsync);
        forms.MapPost("/campaigns/{id}/approvals", ApproveAll.HandleAsync);
        forms.MapPost("/campaigns/{id}/review-links", CreativeForms.ShareAsync);
        forms.MapPost("/campaigns/{id}/review-links/{link}/revoke", CreativeForms.RevokeAsync);
        forms.MapPost("/review/{token}/creatives/{key}", ShowReview.DecideAsync);
    }
}
