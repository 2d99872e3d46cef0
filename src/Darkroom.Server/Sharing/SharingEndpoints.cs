using Darkroom.Server.Sharing.Api;
using Darkroom.Server.Sharing.Pages;

namespace Darkroom.Server.Sharing;

internal static class SharingEndpoints
{
    public static void MapSharing(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/shares").WithTags("Sharing").AddEndpointFilter(KnownFields.CheckAsync);
        group.MapGet("/", Shares.ListAsync).WithSummary("Share links, newest first, a page at a time").ProducesProblem(400);
        group.MapPost("/", Shares.CreateAsync).WithSummary("Share an image, a collection or a generation by a link").ProducesProblem(400);
        group.MapDelete("/{id}", Shares.RevokeAsync).WithSummary("Revoke a share link").ProducesProblem(404);

        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/shares", ShowShares.HandleAsync);

        // OriginCheck replaces antiforgery tokens.
        pages.MapPost("/shares", ShowShares.CreateAsync).DisableAntiforgery();
        pages.MapPost("/shares/{id}/revoke", ShowShares.RevokeAsync).DisableAntiforgery();
        MapVisitors(routes.MapGroup("/s/{token}").WithTags("Sharing").AddEndpointFilter(HideFromSearchEnginesAsync));
    }

    /// <summary>What a visitor with a link gets. There is no other route that a link opens.</summary>
    private static void MapVisitors(RouteGroupBuilder group)
    {
        group.MapGet("/", ShowLink.HandleAsync).ExcludeFromDescription();
        group.MapGet("/images/{id}/view", ShowLink.ImageAsync).ExcludeFromDescription();
        group.MapMethods("/images/{id}", HttpSetup.Reads, SharedFiles.OriginalAsync).WithSummary("The original of a shared image, if its parameters are shared")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404).ProducesProblem(410);
        group.MapMethods("/images/{id}/{width}", HttpSetup.Reads, SharedFiles.DerivativeAsync).WithSummary("A shared image 256, 512 or 1024 pixels wide")
            .Produces(200, contentType: "image/jpeg", additionalContentTypes: ["image/webp", "image/avif"]).ProducesProblem(404).ProducesProblem(410);
        group.MapMethods("/previews/{key}", HttpSetup.Reads, SharedFiles.PreviewAsync).WithSummary("The preview of a partial image of a shared generation")
            .Produces(200, contentType: "image/jpeg", additionalContentTypes: ["image/webp"]).ProducesProblem(404).ProducesProblem(410);
        group.MapGet("/events", SharedEvents.HandleAsync).WithSummary("Follow a shared generation").WithMetadata(StreamedEvents.OfGeneration)
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400).ProducesProblem(404).ProducesProblem(410);
    }

    /// <summary>An address with a secret must not be found by a search.</summary>
    private static ValueTask<object?> HideFromSearchEnginesAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers["X-Robots-Tag"] = "noindex";
        return next(context);
    }
}
