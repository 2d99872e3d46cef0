using Darkroom.Campaigns.Briefs;
using Darkroom.Keys;
using Darkroom.Server.Campaigns.Api;

namespace Darkroom.Server.Campaigns;

internal static class CampaignEndpoints
{
    private const string Any = "application/octet-stream";

    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("").ChangesNeed(KeyScope.Generate).AddEndpointFilter(KnownFields.CheckAsync);
        MapBriefs(all.MapGroup("/api/campaigns").WithTags("Campaigns"));
        MapImages(all.MapGroup("/api/campaigns/{id}").WithTags("Campaigns"));
        MapCreatives(all.MapGroup("").WithTags("Campaigns"));
        MapLooks(all.MapGroup("").WithTags("Brand kits"));
        MapKits(all.MapGroup("/api/brand-kits").WithTags("Brand kits"));
        MapFiles(all.MapGroup("/api/campaigns/{id}").WithTags("Campaigns"));
        MapReviews(routes.MapGroup("").WithTags("Review"));
    }

    private static void MapBriefs(RouteGroupBuilder group)
    {
        group.MapGet("/", ListCampaigns.HandleAsync).Produces<CampaignListView>()
            .WithSummary("Campaigns, newest first, a page at a time: active ones, or those of another shelf").ProducesProblem(400);
        group.MapPost("/", EditCampaign.CreateAsync).Produces<CampaignView>(201)
            .WithSummary("Create a campaign from a brief; missing fields are filled with an example; with a product, its description is not").ProducesProblem(400);
        group.MapPost("/drafts", WriteCopy.DraftAsync).Produces<DraftView>()
            .WithSummary("Suggestions of the text model for copy and concepts; nothing is stored")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(422).ProducesProblem(429).ProducesProblem(502).ProducesProblem(503);
        group.MapPost("/{id}/translations", WriteCopy.TranslateAsync).Produces<TranslatedView>()
            .WithSummary("Translate the copy into a language of the campaign with the text model; the texts are marked as unchecked")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(404).ProducesProblem(422).ProducesProblem(429).ProducesProblem(502).ProducesProblem(503);
        group.MapGet("/{id}", EditCampaign.GetAsync).Produces<CampaignView>()
            .WithSummary("One campaign: its brief, its prompts and the status of its images").ProducesProblem(404);
        group.MapPut("/{id}", EditCampaign.SaveAsync).Produces<CampaignView>()
            .WithSummary("Save the brief").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{id}", EditCampaign.DeleteAsync).Produces(204)
            .WithSummary("Put a campaign into the trash for 30 days; its images stay in the gallery").ProducesProblem(404);
        MapShelves(group.MapGroup("/{id}"));
        group.MapPost("/{id}/assets", UploadAsset.HandleAsync).Produces<CampaignAsset>().WithSummary("Upload a logo or a font")
            .WithMetadata(new SizeLimit(HttpSetup.MaxBody + CampaignFiles.MaxFont, "A logo may have at most 4 MiB, a font 10 MiB.")).Accepts<IFormFile>("multipart/form-data")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415);
        group.MapMethods("/{id}/assets/{hash}", HttpSetup.Reads, UploadAsset.ServeAsync).WithSummary("A logo or a font, byte for byte")
            .Produces(200, contentType: Any).ProducesProblem(404);
    }

    private static void MapShelves(RouteGroupBuilder group)
    {
        group.MapPost("/duplicate", EditCampaign.DuplicateAsync).Produces<CampaignView>(201)
            .WithSummary("Create a copy with the brief, the prompts and the finished images, without decisions").ProducesProblem(400).ProducesProblem(404);
        group.MapPost("/archive", EditCampaign.ArchiveAsync).Produces<CampaignView>().WithSummary("Put a campaign away").ProducesProblem(404);
        group.MapPost("/unarchive", EditCampaign.UnarchiveAsync).Produces<CampaignView>().WithSummary("Put a campaign back into the list").ProducesProblem(404);
        group.MapPost("/restore", EditCampaign.RestoreAsync).Produces<CampaignView>().WithSummary("Take a campaign out of the trash").ProducesProblem(404);
    }

    private static void MapImages(RouteGroupBuilder group)
    {
        group.MapPost("/prompts", EditPrompts.WriteAsync).Produces<CampaignView>().WithSummary("Write the prompts from the brief").ProducesProblem(404);
        group.MapPut("/prompts/{concept}/{shape}", EditPrompts.SaveAsync).Produces<CampaignView>()
            .WithSummary("Change a prompt, or the point that crops keep in view")
            .ProducesProblem(400).ProducesProblem(404);
        group.MapPost("/generate", GenerateBaseImages.GenerateAsync).Produces<StartedView>(202).WithSummary("Generate the missing base images")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(404).ProducesProblem(429);
        group.MapPost("/images/{concept}/{shape}/regenerate", GenerateBaseImages.RegenerateAsync).Produces<StartedView>(202)
            .WithSummary("Replace a base image with another one")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(404).ProducesProblem(429);
        group.MapGet("/events", CampaignEventStream.OwnerAsync).WithSummary("Events when anything of a campaign changes").WithMetadata(CampaignEventStream.Events)
            .Produces(200, contentType: "text/event-stream").ProducesProblem(404);
        group.MapGet("/review-links", ReviewLinks.ListAsync).Produces<ReviewLinkView[]>().WithSummary("Review links").ProducesProblem(404);
        group.MapPost("/review-links", ReviewLinks.CreateAsync).Needs(KeyScope.Admin).Produces<ReviewLinkView>(201)
            .WithSummary("Create a review link").ProducesProblem(400).ProducesProblem(404);
        group.MapDelete("/review-links/{linkId}", ReviewLinks.RevokeAsync).Needs(KeyScope.Admin).Produces(204).WithSummary("Revoke a review link").ProducesProblem(404);
    }

    private static void MapCreatives(RouteGroupBuilder group)
    {
        group.MapGet("/api/campaigns/{id}/creatives", ListCreatives.HandleAsync).Produces<CreativesView>()
            .WithSummary("The creatives, a page at a time")
            .ProducesProblem(400).ProducesProblem(404);
        group.MapPatch("/api/campaigns/{id}/creatives/{key}", EditCreative.HandleAsync).Produces<CreativeView>()
            .WithSummary("Change one creative or decide about it")
            .ProducesProblem(400).ProducesProblem(404);
        group.MapGet("/api/campaigns/{id}/creatives/{key}/review", CreativeComments.ListAsync).Produces<CreativeReviewView>()
            .WithSummary("The comments on a creative and the decisions about its versions").ProducesProblem(404);
        group.MapPost("/api/campaigns/{id}/creatives/{key}/comments", CreativeComments.AddAsync).Produces<CommentView>(201)
            .WithSummary("Comment on a creative, or reply to a comment").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapPatch("/api/campaigns/{id}/creatives/{key}/comments/{comment}", CreativeComments.ResolveAsync).Produces(204)
            .WithSummary("Resolve a comment, or open it again").ProducesProblem(400).ProducesProblem(404);
        group.MapMethods("/campaigns/{id}/creatives/{key}/versions/{look}/{width}", HttpSetup.Reads, CreativeComments.ServeAsync)
            .WithSummary("A version of a creative that was decided on").Produces(200, contentType: "image/webp").ProducesProblem(404);
        group.MapMethods("/campaigns/{id}/creatives/{key}/{width}", HttpSetup.Reads, ServeCreative.HandleAsync).WithSummary("The preview of a creative")
            .Produces(200, contentType: "image/webp").ProducesProblem(404);
    }

    private static void MapLooks(RouteGroupBuilder group)
    {
        group.MapMethods("/campaigns/{id}/looks/{template}/{width}", HttpSetup.Reads, ServeLook.CampaignAsync)
            .WithSummary("A template drawn with the brand of a campaign").Produces(200, contentType: "image/webp").ProducesProblem(404);
        group.MapMethods("/campaigns/new/looks/{template}/{width}", HttpSetup.Reads, ServeLook.NewAsync)
            .WithSummary("A template drawn with the default look").Produces(200, contentType: "image/webp").ProducesProblem(404);
        group.MapMethods("/campaigns/brand-kits/{id}/looks/{template}/{width}", HttpSetup.Reads, ServeLook.KitAsync)
            .WithSummary("A template drawn with a brand kit").Produces(200, contentType: "image/webp").ProducesProblem(404);
        group.MapMethods("/campaigns/brand-kits/{id}/assets/{hash}", HttpSetup.Reads, ServeLook.KitFileAsync).WithSummary("A logo or a font of a brand kit, byte for byte")
            .Produces(200, contentType: Any).ProducesProblem(404);
    }

    private static void MapFiles(RouteGroupBuilder group)
    {
        group.MapMethods("/export", ["GET", "POST"], ExportCampaign.HandleAsync).Needs(KeyScope.Read).WithSummary("The approved creatives as a zip")
            .Produces(200, contentType: "application/zip").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapGet("/export/names", ExportCampaign.NamesAsync).Produces<ExportNamesView>().WithSummary("How the files of a package would be named")
            .ProducesProblem(400).ProducesProblem(404);
        group.MapPost("/import", ImportSheet.HandleAsync).WithSummary("Texts from a sheet: what would change, or with apply=true the change")
            .Accepts<byte[]>("text/csv", "multipart/form-data").WithMetadata(ImportSheet.Limit)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415);
    }

    private static void MapKits(RouteGroupBuilder group)
    {
        group.MapGet("/", BrandKits.ListAsync).Produces<BrandKit[]>().WithSummary("Brand kits, by name");
        group.MapPost("/", BrandKits.CreateAsync).Produces<BrandKit>(201).WithSummary("Create a brand kit").ProducesProblem(400);
        group.MapGet("/{id}", BrandKits.GetAsync).Produces<BrandKit>().WithSummary("One brand kit").ProducesProblem(404);
        group.MapPut("/{id}", BrandKits.SaveAsync).Produces<BrandKit>().WithSummary("Change a brand kit").ProducesProblem(400).ProducesProblem(404);
        group.MapDelete("/{id}", BrandKits.DeleteAsync).Produces(204).WithSummary("Delete a brand kit").ProducesProblem(404);
    }

    private static void MapReviews(RouteGroupBuilder group)
    {
        group.MapGet("/api/review/{token}", Review.ShowAsync).Produces<ReviewView>().WithSummary("What a review link shows; needs no key")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(410);
        group.MapPatch("/api/review/{token}/creatives/{key}", Review.DecideAsync).Produces<CreativeView>()
            .WithSummary("Approve, reject or comment through a review link")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(410);
        group.MapGet("/api/review/{token}/creatives/{key}/review", CreativeComments.OfClient.ListAsync).Produces<CreativeReviewView>()
            .WithSummary("The comments on a creative and the decisions about its versions, through a review link").ProducesProblem(404).ProducesProblem(410);
        group.MapPost("/api/review/{token}/creatives/{key}/comments", CreativeComments.OfClient.AddAsync).Produces<CommentView>(201)
            .WithSummary("Comment on a creative, or reply to a comment, through a review link")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(410);
        group.MapPatch("/api/review/{token}/creatives/{key}/comments/{comment}", CreativeComments.OfClient.ResolveAsync).Produces(204)
            .WithSummary("Resolve a comment, or open it again, through a review link").ProducesProblem(400).ProducesProblem(404).ProducesProblem(410);
        group.MapGet("/api/review/{token}/approvals", ReviewApprovals.ShowAsync).Produces<PendingView>()
            .WithSummary("How many creatives wait for a decision").ProducesProblem(404).ProducesProblem(410);
        group.MapPost("/api/review/{token}/approvals", ReviewApprovals.ApproveAsync).Produces<ApprovedView>()
            .WithSummary("Approve all creatives that wait for a decision").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(410);
        group.MapGet("/api/review/{token}/summary", ReviewApprovals.SummaryAsync).WithSummary("What was decided and said, as plain text")
            .Produces(200, contentType: "text/plain").ProducesProblem(404).ProducesProblem(410);
        group.MapMethods("/review/{token}/creatives/{key}/versions/{look}/{width}", HttpSetup.Reads, CreativeComments.OfClient.ServeAsync)
            .WithSummary("A version of a creative that was decided on, through a review link")
            .Produces(200, contentType: "image/webp").ProducesProblem(404).ProducesProblem(410);
        group.MapGet("/api/review/{token}/events", CampaignEventStream.ClientAsync).WithSummary("Events when anything of a campaign changes, through a review link")
            .WithMetadata(CampaignEventStream.Events)
            .Produces(200, contentType: "text/event-stream").ProducesProblem(404).ProducesProblem(410);
        group.MapMethods("/review/{token}/creatives/{key}/{width}", HttpSetup.Reads, Review.PreviewAsync).WithSummary("The preview of a creative, through a review link")
            .Produces(200, contentType: "image/webp").ProducesProblem(404).ProducesProblem(410);
    }
}
