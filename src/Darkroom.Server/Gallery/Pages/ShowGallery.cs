using Darkroom.Gallery;
using Darkroom.Server.Gallery.Api;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Pages;

/// <summary>The gallery page. With <c>?fragment</c> only the next tiles, for the script that adds them while the user scrolls.</summary>
internal static class ShowGallery
{
    /// <summary>Returns the address of a view. It contains the whole view, so it can be bookmarked and shared.</summary>
    public static string AddressOf(GalleryQuery query, long? cursor = null) => "/gallery"
        + SiteLinks.QueryOf(("q", query.Text), ("provider", query.Provider), ("cursor", cursor?.ToString(CultureInfo.InvariantCulture)));

    public static async Task<IResult> HandleAsync(
        string? q, string? provider, string? cursor, string? fragment, IGallery gallery, CancellationToken cancellationToken)
    {
        var (query, wrong) = ReadImages.Read(q, provider, null, cursor, null);
        if (wrong is { Field: "q" } && fragment is null)
        {
            // The text stays in its field, so that the user can shorten it.
            return new RazorComponentResult<GalleryPageView>(new
            {
                Query = new GalleryQuery { Text = q, Provider = provider },
                Page = new GalleryPage([], null),
                Error = wrong.Message,
            })
            {
                StatusCode = StatusCodes.Status400BadRequest,
            };
        }

        if (query is null)
        {
            return fragment is null ? TypedResults.LocalRedirect("~/gallery") : Problems.Invalid(wrong!);
        }

        try
        {
            var page = await gallery.PageAsync(query, cancellationToken);
            return fragment is null
                ? new RazorComponentResult<GalleryPageView>(new { Query = query, Page = page })
                : new RazorComponentResult<GalleryTiles>(new { Query = query, Page = page });
        }
        catch (StorageException fault) when (fragment is null && fault.Kind == StorageFailure.Timeout)
        {
            return new RazorComponentResult<GalleryPageView>(
                new { Query = query, Page = new GalleryPage([], null), Stopped = fault.Message })
            {
                StatusCode = StatusCodes.Status503ServiceUnavailable,
            };
        }
    }
}
