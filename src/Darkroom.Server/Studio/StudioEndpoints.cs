using Darkroom.Imaging;
using Darkroom.Keys;
using Darkroom.Providers;
using Darkroom.Server.Studio.Api;
using Darkroom.Server.Studio.Pages;

namespace Darkroom.Server.Studio;

internal static class StudioEndpoints
{
    private static readonly string[] OtherImages = ["image/jpeg", "image/webp"];

    public static void MapStudio(this IEndpointRouteBuilder routes)
    {
        var limit = new ImageBodyLimit(routes.ServiceProvider);
        MapPages(routes.MapGroup("").ExcludeFromDescription().ChangesNeed(KeyScope.Generate), limit, SharedContent.LimitOf(routes.ServiceProvider.GetRequiredService<ImageLimits>()));
        MapRecall(routes);
        MapGenerations(routes.MapGroup("/api/generations").WithTags("Generations").ChangesNeed(KeyScope.Generate), limit);
        MapQueue(routes.MapGroup("/api/queue").WithTags("Generations").ChangesNeed(KeyScope.Generate).AddEndpointFilter(KnownFields.CheckAsync));
        MapPrompts(routes.MapGroup("/api/prompts").WithTags("Prompts").ChangesNeed(KeyScope.Generate).AddEndpointFilter(KnownFields.CheckAsync), limit);
        MapPresets(routes.MapGroup("/api/presets").WithTags("Prompts").ChangesNeed(KeyScope.Generate).AddEndpointFilter(KnownFields.CheckAsync));

        routes.MapGet("/api/upscalers", ListUpscalers.HandleAsync).WithTags("Generations").WithSummary("How an image can be made larger").ProducesProblem(404);
        routes.MapGet("/api/events", WatchAllEvents.HandleAsync).WithTags("Generations").WithSummary("Follow all generations")
            .WithMetadata(new StreamedEvents([("snapshot", typeof(BatchView)), .. StreamedEvents.OfGeneration.Events, ("bulk", typeof(BulkView))]))
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400);
        routes.MapPost("/api/generate-images", GenerateImages.HandleAsync).WithTags("Generations").Needs(KeyScope.Generate)
            .WithSummary("Start a generation and follow it in the same response").WithMetadata(limit, StreamedEvents.OfGeneration)
            .Produces(200, contentType: "text/event-stream")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429);
    }

    private static void MapQueue(RouteGroupBuilder group)
    {
        group.MapGet("/", ReadQueue.GetAsync).WithSummary("What runs and waits, in the order in which it is started");
        group.MapPost("/move", ReadQueue.MoveAsync).WithSummary("Change the order of waiting generations").ProducesProblem(400);
        group.MapPost("/cancel", ReadQueue.CancelAsync).WithSummary("Cancel generations").ProducesProblem(400);
    }

    /// <summary>The address lies beside those of images, but what it returns is for the studio.</summary>
    private static void MapRecall(IEndpointRouteBuilder routes) => routes.MapPost("/api/images/parameters", RecallParameters.HandleAsync).WithTags("Images").Needs(KeyScope.Read)
        .WithSummary("Read how an image was made; nothing is stored").Accepts<IFormFile>("multipart/form-data", "image/*", "application/octet-stream")
        .WithMetadata(new SizeLimit(routes.ServiceProvider.GetRequiredService<ImageLimits>().MaxBytes + HttpSetup.MaxBody)).DisableAntiforgery()
        .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415);

    private static void MapPages(RouteGroupBuilder group, ImageBodyLimit limit, SizeLimit share)
    {
        group.MapGet("/", ShowStudio.HandleAsync);
        group.MapGet("/queue", ShowQueue.HandleAsync);
        group.MapPost("/campaign-runs", CampaignRuns.Choose).DisableAntiforgery().Needs(KeyScope.Read);
        group.MapPost("/queue/move", StudioForms.MoveRunAsync).DisableAntiforgery();
        group.MapPost("/queue/cancel", StudioForms.CancelRunsAsync).DisableAntiforgery();
        group.MapGet("/studio/offers/{provider}", Offers.Handle);
        group.MapGet("/studio/matrix", PromptForms.ShowMatrix);
        group.MapGet(PromptForms.HistoryPath, PromptForms.ShowHistoryAsync);
        group.MapPost(PromptForms.HistoryPath + "/clear", PromptForms.ClearAsync);
        group.MapPost(PromptForms.HistoryPath + "/{id}", PromptForms.ChangePromptAsync).DisableAntiforgery();
        group.MapGet(PromptForms.PresetsPath, PromptForms.ShowPresetsAsync);
        group.MapPost(PromptForms.PresetsPath, PromptForms.CreatePresetAsync).DisableAntiforgery();
        group.MapPost(PromptForms.PresetsPath + "/{name}", PromptForms.ChangePresetAsync).DisableAntiforgery();

        group.MapGet(PublicPaths.Upscale("{id}"), ImageForms.ShowUpscaleAsync);

        // OriginCheck replaces antiforgery tokens.
        group.MapPost(PublicPaths.Upscale("{id}"), ImageForms.UpscaleAsync).DisableAntiforgery();
        group.MapPost(PublicPaths.Vary("{id}"), ImageForms.VaryAsync).DisableAntiforgery();
        group.MapGet(WebManifest.ShareTargetPath, SharedContent.ShowAgain);
        group.MapPost(WebManifest.ShareTargetPath, SharedContent.ReceiveAsync).DisableAntiforgery().WithMetadata(share);
        group.MapPost("/start", StudioForms.StartAsync).DisableAntiforgery().WithMetadata(limit);
        group.MapPost("/generations/{id}/cancel", StudioForms.CancelAsync).DisableAntiforgery();
        group.MapPost("/generations/{id}/images/{index:int}/retry", StudioForms.RetryAsync).DisableAntiforgery();
    }

    private static void MapGenerations(RouteGroupBuilder group, ImageBodyLimit limit)
    {
        group.MapPost("/", StartGeneration.HandleAsync).WithSummary("Start a generation").WithMetadata(limit)
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429);
        group.MapPost("/batch", StartBatch.HandleAsync).WithSummary("Start several generations: all of them, or none").WithMetadata(limit)
            .AddEndpointFilter(KnownFields.CheckAsync)
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429);
        group.MapGet("/{id}", ReadGeneration.GetAsync).WithSummary("The state of a generation").ProducesProblem(404);
        group.MapGet("/{id}/events", ReadGeneration.WatchAsync).WithSummary("Follow a generation").WithMetadata(StreamedEvents.OfGeneration)
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400).ProducesProblem(404);
        group.MapMethods("/{id}/inputs/{index}", HttpSetup.Reads, ServeInput.HandleAsync).WithSummary("An image that a generation works from, byte for byte")
            .Produces(200, contentType: "image/png", additionalContentTypes: OtherImages).ProducesProblem(404);
        group.MapGet("/{id}/images/{index}/unfinished", ServeUnfinished.HandleAsync)
            .WithSummary("The last partial image of an image that failed, byte for byte")
            .Produces(200, contentType: "image/png", additionalContentTypes: OtherImages).ProducesProblem(404);
        group.MapPost("/{id}/cancel", ChangeGeneration.CancelAllAsync).WithSummary("Cancel all images that have not ended").ProducesProblem(404);
        group.MapPost("/{id}/images/{index}/cancel", ChangeGeneration.CancelOneAsync).WithSummary("Cancel one image").ProducesProblem(404);
        group.MapPost("/{id}/images/{index}/retry", ChangeGeneration.RetryAsync).WithSummary("Generate a failed image again")
            .ProducesProblem(404).ProducesProblem(409);
    }

    private static void MapPrompts(RouteGroupBuilder group, ImageBodyLimit limit)
    {
        group.MapGet("/", PromptHistory.ListAsync).WithSummary("The prompts that were used, the last one first, a page at a time")
            .ProducesProblem(400).ProducesProblem(503);
        group.MapDelete("/", PromptHistory.ClearAsync).WithSummary("Delete all prompts without a star from the history");
        group.MapPut("/{id}", PromptHistory.StarAsync).WithSummary("Star a prompt").ProducesProblem(400).ProducesProblem(404);
        group.MapDelete("/{id}", PromptHistory.DeleteAsync).WithSummary("Delete a prompt from the history").ProducesProblem(404);
        group.MapPost("/improve", ImprovePrompt.HandleAsync).WithSummary("A better prompt from the text model, as a suggestion")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(422).ProducesProblem(429).ProducesProblem(502).ProducesProblem(503);
        group.MapPost("/expand", ExpandPrompt.HandleAsync).Needs(KeyScope.Read).WithSummary("What a prompt with presets and alternatives stands for, with its cost; nothing is started")
            .WithMetadata(limit).ProducesProblem(400);
    }

    private static void MapPresets(RouteGroupBuilder group)
    {
        group.MapGet("/", Presets.ListAsync).WithSummary("The presets, by name");
        group.MapPost("/", Presets.CreateAsync).WithSummary("Create a preset").ProducesProblem(400).ProducesProblem(409);
        group.MapPut("/{name}", Presets.ReplaceAsync).WithSummary("Create, replace or rename a preset").ProducesProblem(400).ProducesProblem(409);
        group.MapDelete("/{name}", Presets.DeleteAsync).WithSummary("Delete a preset").ProducesProblem(404);
    }

    /// <summary>The size limit of bodies with images: what the providers accept that are configured at the time of the request.</summary>
    private sealed class ImageBodyLimit(IServiceProvider services) : ISizeAdvice
    {
        // Three bytes are four characters of base64.
        public long? MaxRequestBodySize => HttpSetup.MaxBody + (Math.Min(MaxImageBytes, InputImages.MaxBytes) / 3 * 4);

        /// <summary>Why a body with an image can be too large although the image is not.</summary>
        public string Advice => MaxImageBytes == 0 ? ProblemTexts.NoProviderTakesImages : "";

        private long MaxImageBytes
        {
            get
            {
                var maxBytes = services.GetRequiredService<ImageLimits>().MaxBytes;
                return services.GetRequiredService<ProviderCatalog>().All
                    .Where(provider => provider.Setup.Configured)
                    .Select(provider => provider.CapabilitiesOf(null).Edits is { } rule ? (rule.MaxImages + (rule.Mask ? 1 : 0)) * maxBytes : 0)
                    .Max();
            }
        }
    }
}
