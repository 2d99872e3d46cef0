using Darkroom.Gallery;
using Darkroom.Server.Gallery.Api;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Pages;

/// <summary>The gallery page. With <c>?fragment</c> only the next tiles, for the script that adds them while the user scrolls.</summary>
internal static class ShowGallery
{
    /// <summary>Returns the address of a view. It contains the whole view, so it can be bookmarked and shared.</summary>
    public static string AddressOf(ViewParameters view, long? cursor = null) => "/gallery"
        + SiteLinks.QueryOf(
            ("q", view.Q),
            ("provider", view.Provider),
            ("model", view.Model),
            ("favorite", view.Favorite),
            ("trashed", view.Trashed),
            ("cursor", cursor?.ToString(CultureInfo.InvariantCulture)));

    public static async Task<IResult> HandleAsync(
        [AsParameters] ViewParameters view, string? cursor, string? fragment, IGallery gallery, CancellationToken cancellationToken)
    {
        if (!ReadImages.TryRead(view, cursor, null, out var query, out var problem))
        {
            if (fragment is not null)
            {
                return problem;
            }

            // The text stays in its field, so that the user can correct it.
            return GalleryViewParser.Parse(view.Q ?? "").Mistakes is not { IsEmpty: false } mistakes
                ? TypedResults.LocalRedirect("~/gallery")
                : new RazorComponentResult<GalleryPageView>(new
                {
                    View = view,
                    Page = new GalleryPage([], null),
                    Error = string.Join(' ', mistakes.Select(mistake => mistake.Message)),
                })
                {
                    StatusCode = StatusCodes.Status400BadRequest,
                };
        }

        try
        {
            var page = await gallery.PageAsync(query, cancellationToken);
            return fragment is null
                ? new RazorComponentResult<GalleryPageView>(new { View = view, Page = page })
                : new RazorComponentResult<GalleryTiles>(new { View = view, Page = page });
        }
        catch (StorageException fault) when (fragment is null && fault.Kind == StorageFailure.Timeout)
        {
            return new RazorComponentResult<GalleryPageView>(
                new { View = view, Page = new GalleryPage([], null), Stopped = fault.Message })
            {
                StatusCode = StatusCodes.Status503ServiceUnavailable,
            };
        }
    }
}
