using Darkroom.Server.Http;
using Darkroom.Server.Studio.Api;

namespace Darkroom.Server.Studio;

internal static class GenerationEndpoints
{
    public static void MapGenerations(this IEndpointRouteBuilder routes)
    {
        var imageBodies = ImageBodies.Limit(routes);
        var group = routes.MapGroup("/api/generations").WithTags("Generations");
        group.MapPost("/", StartGeneration.HandleAsync).WithSummary("Start a generation").WithMetadata(imageBodies)
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429);
        group.MapGet("/{id}", GetGeneration.HandleAsync).WithSummary("The state of a generation").ProducesProblem(404);
        group.MapGet("/{id}/events", WatchGeneration.HandleAsync).WithSummary("Follow a generation")
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400).ProducesProblem(404);
        group.MapMethods("/{id}/inputs/{index}", HttpSetup.Reads, ServeInput.HandleAsync).WithSummary("An image that a generation works from, byte for byte")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        group.MapGet("/{id}/images/{index}/unfinished", ServeUnfinished.HandleAsync)
            .WithSummary("The last partial image of an image that failed, byte for byte")
            .Produces(200, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/webp"]).ProducesProblem(404);
        group.MapPost("/{id}/cancel", ChangeGeneration.CancelAllAsync).WithSummary("Cancel all images that have not ended").ProducesProblem(404);
        group.MapPost("/{id}/images/{index}/cancel", ChangeGeneration.CancelOneAsync).WithSummary("Cancel one image").ProducesProblem(404);
        group.MapPost("/{id}/images/{index}/retry", ChangeGeneration.RetryAsync).WithSummary("Generate a failed image again")
            .ProducesProblem(404).ProducesProblem(409);

        routes.MapGet("/api/events", WatchAllEvents.HandleAsync).WithTags("Generations").WithSummary("Follow all generations")
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400);
        routes.MapPost("/api/generate-images", GenerateImages.HandleAsync).WithTags("Generations")
            .WithSummary("Start a generation and follow it in the same response").WithMetadata(imageBodies)
            .Produces(200, contentType: "text/event-stream")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429);
    }
}
