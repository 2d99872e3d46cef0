using Darkroom.Campaigns.Briefs;
using Darkroom.Keys;
using Darkroom.Server.Campaigns.Api;

namespace Darkroom.Server.Campaigns.Pages;

internal static class CampaignPages
{
    /// <summary>The brief's form can contain a logo and a font.</summary>
    private static readonly SizeLimit WithFiles = new(
        HttpSetup.MaxBody + CampaignFiles.MaxLogo + CampaignFiles.MaxFont, "A logo may have at most 4 MiB, a font 10 MiB.");

    public static void MapCampaignPages(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").ExcludeFromDescription();
        group.MapGet("/campaigns", ShowCampaigns.HandleAsync);
        group.MapGet("/campaigns/new", ShowCampaign.ExampleAsync);
        group.MapGet("/campaigns/blank", ShowCampaign.BlankAsync);
        group.MapGet(BrandKitPages.Path, BrandKitPages.ShowAsync);
        group.MapGet("/campaigns/{id}", ShowCampaign.HandleAsync);
        group.MapGet("/campaigns/{id}/creatives/{key}", ShowCreative.HandleAsync);
        group.MapGet("/campaigns/{id}/creatives/{key}/versions/{look}", CommentForms.CompareAsync);
        group.MapGet("/review/{token}", ShowReview.HandleAsync);
        group.MapGet("/review/{token}/creatives/{key}", ShowReview.CreativeAsync);
        group.MapGet("/review/{token}/creatives/{key}/versions/{look}", ShowReview.CompareAsync);
        group.MapGet("/review/{token}/approvals", ShowReview.ApprovalsAsync);
        group.MapGet("/review/{token}/summary", ShowReview.SummaryAsync);

        // OriginCheck replaces antiforgery tokens.
        var forms = group.MapGroup("").DisableAntiforgery().ChangesNeed(KeyScope.Generate);
        forms.MapPost("/campaigns", CampaignForms.CreateAsync).WithMetadata(WithFiles);
        forms.MapPost("/campaigns/{id}", CampaignForms.SaveAsync).WithMetadata(WithFiles);
        forms.MapPost(BrandKitPages.Path, BrandKitPages.CreateAsync).WithMetadata(WithFiles);
        forms.MapPost(BrandKitPages.Path + "/{id}", BrandKitPages.SaveAsync).WithMetadata(WithFiles);
        forms.MapPost(BrandKitPages.Path + "/{id}/delete", BrandKitPages.DeleteAsync);
        forms.MapPost("/campaigns/{id}/duplicate", ManageCampaign.DuplicateAsync);
        forms.MapPost("/campaigns/{id}/archive", ManageCampaign.ArchiveAsync);
        forms.MapPost("/campaigns/{id}/unarchive", ManageCampaign.UnarchiveAsync);
        forms.MapPost("/campaigns/{id}/delete", ManageCampaign.DeleteAsync);
        forms.MapPost("/campaigns/{id}/restore", ManageCampaign.RestoreAsync);
        forms.MapPost("/campaigns/{id}/prompts", CreativeForms.PromptsAsync);
        forms.MapPost("/campaigns/{id}/creatives/{key}", CreativeForms.EditAsync);
        forms.MapPost("/campaigns/{id}/import", ImportSheet.FormAsync).WithMetadata(ImportSheet.Limit);
        forms.MapPost("/campaigns/{id}/approvals", CreativeForms.ApproveAsync);
        forms.MapPost("/campaigns/{id}/review-links", CreativeForms.ShareAsync).Needs(KeyScope.Admin);
        forms.MapPost("/campaigns/{id}/review-links/{link}/revoke", CreativeForms.RevokeAsync).Needs(KeyScope.Admin);
        forms.MapPost("/campaigns/{id}/creatives/{key}/comments", CommentForms.AddAsync);
        forms.MapPost("/campaigns/{id}/creatives/{key}/comments/{comment}", CommentForms.ResolveAsync);
        forms.MapPost("/review/{token}/creatives/{key}", ShowReview.DecideAsync);
        forms.MapPost("/review/{token}/creatives/{key}/comments", CommentForms.AddByClientAsync);
        forms.MapPost("/review/{token}/creatives/{key}/comments/{comment}", CommentForms.ResolveByClientAsync);
        forms.MapPost("/review/{token}/approvals", ShowReview.ApproveAsync);
    }
}
