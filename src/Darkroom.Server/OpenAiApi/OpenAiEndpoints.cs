using Darkroom.Keys;

namespace Darkroom.Server.OpenAiApi;

/// <summary>The API that is compatible with OpenAI's: a translation of requests, answers and errors over the same engine.</summary>
internal static class OpenAiEndpoints
{
    public static void AddOpenAiApi(this IServiceCollection services)
    {
        services.AddSingleton<ImageStarts>();
        services.AddSingleton<RequestParts>();
        services.AddSingleton<ResponseObject>();
    }

    public static void MapOpenAiApi(this IEndpointRouteBuilder routes)
    {
        // Three bytes are four characters of base64.
        var limit = new SizeLimit(HttpSetup.MaxBody + (InputImages.MaxBytes / 3 * 4));
        var group = routes.MapGroup("/v1").WithTags("OpenAI-compatible").ChangesNeed(KeyScope.Generate);
        group.MapGet("/models", ModelIndex.AllAsync).WithSummary("The models of the providers that are set up");
        group.MapGet("/models/{**id}", ModelIndex.OneAsync).WithSummary("One model");
        group.MapPost("/images/generations", ImageRequests.GenerateAsync).WithSummary("Make images from a prompt").DisableAntiforgery();
        group.MapPost("/images/edits", ImageRequests.EditAsync).WithSummary("Make images from images and a prompt").WithMetadata(limit).DisableAntiforgery();
        group.MapPost("/images/variations", ImageRequests.VaryAsync).WithSummary("Make variations of an image").WithMetadata(limit).DisableAntiforgery();
        group.MapPost("/responses", Responses.CreateAsync).WithSummary("Make an image with the image_generation tool").WithMetadata(limit).DisableAntiforgery();
        group.MapGet("/responses/{id}", Responses.ReadAsync).WithSummary("A response, or its events with ?stream=true");
        group.MapDelete("/responses/{id}", Responses.DeleteAsync).WithSummary("Forget a response; its image stays in the gallery");
        group.MapPost("/responses/{id}/cancel", Responses.CancelAsync).WithSummary("Cancel a response");
        group.MapMethods("/files/{token}", HttpSetup.Reads, SignedImages.ServeAsync).WithSummary("An image of an answer, for an hour").ExcludeFromDescription();
        group.Map("/{**rest}", (HttpRequest request) => OpenAiError.NotFound(
            $"There is no {request.Method} {PageText.Short(request.Path.ToString(), 100)}. See /openapi/v1.json.", "unknown_url")).Needs(KeyScope.Read).ExcludeFromDescription();
    }
}
