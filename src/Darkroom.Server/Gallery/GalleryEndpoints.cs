using Darkroom.Server.Gallery.Api;
using Darkroom.Server.Gallery.Pages;

namespace Darkroom.Server.Gallery;

internal static class GalleryEndpoints
{
    public static void MapGallery(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/gallery", ShowGallery.HandleAsync).ExcludeFromDescription();
        routes.MapGet("/images/{id}/view", ShowImage.HandleAsync).ExcludeFromDescription();

        var group = routes.MapGroup("/api/images").WithTags("Images");
        group.MapGet("/", ReadImages.ListAsync).WithSummary("Images, newest first, a page at a time").ProducesProblem(400);
        group.MapGet("/{id}", ReadImages.GetAsync).WithSummary("One image with its request and partial images").ProducesProblem(404);

        var files = routes.MapGroup("").WithTags("Images");
        files.MapMethods("/images/{id}", HttpSetup.Reads, ServeImage.OriginalAsync).WithSummary("The original, byte for byte")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        files.MapMethods("/images/{id}/{width}", HttpSetup.Reads, ServeImage.DerivativeAsync).WithSummary("The image 256, 512 or 1024 pixels wide")
            .Produces(200, contentType: "image/jpeg", additionalContentTypes: ["image/webp"]).ProducesProblem(404);
        files.MapMethods("/images/{id}/copies/parameters", HttpSetup.Reads, ServeImage.WithParametersAsync)
            .WithSummary("A copy with the parameters, as AUTOMATIC1111 writes them, and the digital source type in XMP")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        files.MapMethods("/images/{id}/copies/plain", HttpSetup.Reads, ServeImage.PlainAsync).WithSummary("A copy without any metadata")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        files.MapMethods("/previews/{key}", HttpSetup.Reads, ServeImage.PreviewAsync).WithSummary("The preview of a partial image")
            .Produces(200, contentType: "image/jpeg", additionalContentTypes: ["image/webp"]).ProducesProblem(404);
    }
}
