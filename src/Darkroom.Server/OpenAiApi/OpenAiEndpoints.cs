using Darkroom.Keys;

namespace Darkroom.Server.OpenAiApi;

/// <summary>The API that is compatible with OpenAI's: a translation of requests, answers and errors over the same engine.</summary>
internal static class OpenAiEndpoints
{
    private const string Json = "application/json";
    private const string Form = "multipart/form-data";

    private static readonly StreamedEvents ResponseEvents = new(
        [.. new[]
        {
            "created", "in_progress", "output_item.added", "image_generation_call.in_progress", "image_generation_call.generating", "image_generation_call.partial_image",
            "image_generation_call.completed", "output_item.done", "completed", "failed",
        }.Select(name => ($"response.{name}", (Type?)typeof(ResponseStreamEvent)))]);

    public static void AddOpenAiApi(this IServiceCollection services)
    {
        services.AddSingleton<ImageStarts>();
        services.AddSingleton<RequestParts>();
        services.AddSingleton<ResponseObject>();
    }

    private static StreamedEvents EventsOf(string kind) =>
        new(($"{kind}.partial_image", typeof(ImageStreamEvent)), ($"{kind}.completed", typeof(ImageStreamEvent)), ("error", typeof(OpenAiErrorView)));

    public static void MapOpenAiApi(this IEndpointRouteBuilder routes)
    {
        // Three bytes are four characters of base64.
        var limit = new SizeLimit(HttpSetup.MaxBody + (InputImages.MaxBytes / 3 * 4));
        var group = routes.MapGroup("/v1").WithTags("OpenAI-compatible").ChangesNeed(KeyScope.Generate);
        group.MapGet("/models", ModelIndex.AllAsync).WithSummary("The models of the providers that are set up");
        group.MapGet("/models/{**id}", ModelIndex.OneAsync).WithSummary("One model").Produces<ModelItem>();
        group.MapPost("/images/generations", ImageRequests.GenerateAsync).WithSummary("Make images from a prompt")
            .WithMetadata(new DescribedBody(typeof(ImagesRequest), Json), EventsOf("image_generation")).Produces<ImagesAnswer>().DisableAntiforgery();
        group.MapPost("/images/edits", ImageRequests.EditAsync).WithSummary("Make images from images and a prompt")
            .WithMetadata(limit, new DescribedBody(typeof(ImagesRequest), Json, Form), EventsOf("image_edit")).Produces<ImagesAnswer>().DisableAntiforgery();
        group.MapPost("/images/variations", ImageRequests.VaryAsync).WithSummary("Make variations of an image")
            .WithMetadata(limit, new DescribedBody(typeof(ImagesRequest), Form)).Produces<ImagesAnswer>().DisableAntiforgery();
        group.MapPost("/responses", Responses.CreateAsync).WithSummary("Make an image with the image_generation tool")
            .WithMetadata(limit, new DescribedBody(typeof(ResponsesRequest), Json), ResponseEvents).Produces<ResponseView>().DisableAntiforgery();
        group.MapGet("/responses/{id}", Responses.ReadAsync).WithSummary("A response, or its events with ?stream=true")
            .WithMetadata(ResponseEvents).Produces<ResponseView>();
        group.MapDelete("/responses/{id}", Responses.DeleteAsync).WithSummary("Forget a response; its image stays in the gallery").Produces<DeletedView>();
        group.MapPost("/responses/{id}/cancel", Responses.CancelAsync).WithSummary("Cancel a response").Produces<ResponseView>();
        group.MapMethods("/files/{token}", HttpSetup.Reads, SignedImages.ServeAsync).WithSummary("An image of an answer, for an hour").ExcludeFromDescription();
        group.Map("/{**rest}", (HttpRequest request) => OpenAiError.NotFound(
            $"There is no {request.Method} {PageText.Short(request.Path.ToString(), 100)}. See /openapi/v1.json.", "unknown_url")).Needs(KeyScope.Read).ExcludeFromDescription();
    }
}
