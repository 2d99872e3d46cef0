using Darkroom.Keys;
using Darkroom.Server.Gallery.Api;
using Darkroom.Server.Gallery.Pages;

namespace Darkroom.Server.Gallery;

internal static class GalleryEndpoints
{
    public static void MapGallery(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/gallery", ShowGallery.HandleAsync).ExcludeFromDescription();
        routes.MapGet("/images/{id}/view", ShowImage.HandleAsync).ExcludeFromDescription();
        routes.MapGet("/images/{id}/similar", ShowSimilar.HandleAsync).ExcludeFromDescription();

        routes.MapGet(CollectionForms.Path, CollectionForms.ShowAsync).ExcludeFromDescription();

        // OriginCheck replaces antiforgery tokens.
        var forms = routes.MapGroup("").DisableAntiforgery().ExcludeFromDescription().ChangesNeed(KeyScope.Generate);
        forms.MapPost(CollectionForms.Path, CollectionForms.CreateAsync);
        forms.MapPost(CollectionForms.Path + "/{id}", CollectionForms.ChangeAsync);
        forms.MapPost("/gallery/trash/empty", CollectionForms.EmptyTrashAsync).Needs(KeyScope.Admin);
        forms.MapPost("/images/{id}/labels", LabelForms.HandleAsync);

        var group = routes.MapGroup("/api/images").WithTags("Images").ChangesNeed(KeyScope.Generate).AddEndpointFilter(KnownFields.CheckAsync);
        group.MapGet("/", ReadImages.ListAsync).WithSummary("Images, newest first, a page at a time").ProducesProblem(400);
        group.MapGet("/days", ReadGrid.DaysAsync).WithSummary("The number of images of each day").ProducesProblem(400);
        group.MapGet("/tiles", ReadGrid.TilesAsync).WithSummary("What a grid shows of images, newest first, as columns").ProducesProblem(400);
        group.MapGet("/suggest", SuggestTerms.HandleAsync).WithSummary("Suggestions for a search text while it is written").ProducesProblem(400);
        group.MapGet("/{id}", ReadImages.GetAsync).WithSummary("One image with its request and partial images").ProducesProblem(404);
        group.MapGet("/{id}/similar", FindSimilar.HandleAsync).WithSummary("The images that look most like an image, as columns, the most similar first")
            .ProducesProblem(400).ProducesProblem(404);

        group.MapPatch("/{id}", ChangeImage.HandleAsync).WithSummary("Star an image, add and remove tags").ProducesProblem(400).ProducesProblem(404);
        group.MapDelete("/{id}", ChangeImage.TrashAsync).WithSummary("Put an image into the trash").ProducesProblem(404);
        group.MapPost("/{id}/restore", ChangeImage.RestoreAsync).WithSummary("Take an image out of the trash").ProducesProblem(404);

        group.MapPost("/bulk", BulkChanges.CreateAsync).WithSummary("Change many images; the change continues if the client leaves")
            .ProducesProblem(400).ProducesProblem(409);
        group.MapGet("/bulk/{id}", BulkChanges.GetAsync).WithSummary("The progress of a change of many images").ProducesProblem(404);
        group.MapPost("/bulk/{id}/undo", BulkChanges.UndoAsync).WithSummary("Revert what a change of many images has changed")
            .ProducesProblem(404).ProducesProblem(409);
        routes.MapPost("/api/trash/empty", BulkChanges.EmptyTrashAsync).Needs(KeyScope.Admin).WithTags("Images").WithSummary("Delete the images in the trash");
        routes.MapPost("/api/downloads", DownloadImages.CreateAsync).Needs(KeyScope.Read).WithTags("Images").WithSummary("Prepare a zip of many images")
            .AddEndpointFilter(KnownFields.CheckAsync).ProducesProblem(400);
        routes.MapMethods("/downloads/{token}", HttpSetup.Reads, DownloadImages.SendAsync).WithTags("Images").WithSummary("A zip of images")
            .Produces(200, contentType: "application/zip").ProducesProblem(404);
        MapCollections(routes.MapGroup("/api").WithTags("Collections").ChangesNeed(KeyScope.Generate).AddEndpointFilter(KnownFields.CheckAsync));

        var files = routes.MapGroup("").WithTags("Images");
        files.MapMethods("/images/{id}", HttpSetup.Reads, ServeImage.OriginalAsync).WithSummary("The original, byte for byte")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        files.MapMethods("/images/{id}/{width}", HttpSetup.Reads, ServeImage.DerivativeAsync).WithSummary("The image 256, 512 or 1024 pixels wide")
            .Produces(200, contentType: "image/jpeg", additionalContentTypes: ["image/webp", "image/avif"]).ProducesProblem(404);
        files.MapMethods("/images/{id}/development.webp", HttpSetup.Reads, ServeImage.DevelopmentAsync)
            .WithSummary("An animation of the partial images and the finished image").Produces(200, contentType: "image/webp").ProducesProblem(404);
        files.MapMethods("/images/{id}/copies/parameters", HttpSetup.Reads, ServeImage.WithParametersAsync)
            .WithSummary("A copy with the parameters, as AUTOMATIC1111 writes them, and the digital source type in XMP")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        files.MapMethods("/images/{id}/copies/plain", HttpSetup.Reads, ServeImage.PlainAsync).WithSummary("A copy without any metadata")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        files.MapMethods("/previews/{key}", HttpSetup.Reads, ServeImage.PreviewAsync).WithSummary("The preview of a partial image")
            .Produces(200, contentType: "image/jpeg", additionalContentTypes: ["image/webp"]).ProducesProblem(404);
    }

    private static void MapCollections(RouteGroupBuilder group)
    {
        group.MapGet("/tags", Collections.TagsAsync).WithSummary("The tags, the most used first");
        group.MapGet("/collections", Collections.ListAsync).WithSummary("The collections, by name");
        group.MapPost("/collections", Collections.CreateAsync).WithSummary("Create a collection").ProducesProblem(400).ProducesProblem(409);
        group.MapGet("/collections/{id}", Collections.GetAsync).WithSummary("One collection or saved search").ProducesProblem(404);
        group.MapPatch("/collections/{id}", Collections.ChangeAsync).WithSummary("Rename a collection, or change a saved search")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/collections/{id}", Collections.DeleteAsync).WithSummary("Delete a collection; its images stay").ProducesProblem(404);
        group.MapGet("/searches", Collections.ListSearchesAsync).WithSummary("The saved searches, by name");
        group.MapPost("/searches", Collections.CreateSearchAsync).WithSummary("Save a search").ProducesProblem(400).ProducesProblem(409);
        group.MapDelete("/searches/{id}", Collections.DeleteSearchAsync).WithSummary("Delete a saved search").ProducesProblem(404);
    }
}
