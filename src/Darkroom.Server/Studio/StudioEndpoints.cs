using Darkroom.Server.Studio.Api;
using Darkroom.Server.Studio.Pages;

namespace Darkroom.Server.Studio;

/// <summary>The studio page and the forms that make it work without scripts.</summary>
internal static class StudioEndpoints
{
    public static void MapStudio(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").ExcludeFromDescription();
        group.MapGet("/", ShowStudio.HandleAsync);

        // OriginCheck replaces antiforgery tokens.
        group.MapPost("/start", StudioForms.StartAsync).DisableAntiforgery().WithMetadata(ImageBodies.Limit(routes));
        group.MapPost("/generations/{id}/cancel", StudioForms.CancelAsync).DisableAntiforgery();
        group.MapPost("/generations/{id}/images/{index:int}/retry", StudioForms.RetryAsync).DisableAntiforgery();
    }
}
