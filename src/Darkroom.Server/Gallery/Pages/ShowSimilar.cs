using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Pages;

/// <summary><c>GET /images/{id}/similar</c>: the images that look most like an image, as links.</summary>
internal static class ShowSimilar
{
    private const int Shown = 48;

    public static async Task<IResult> HandleAsync(string id, IGallery gallery, SimilarImages similar, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await gallery.FindAsync(id, cancellationToken) is { } image
        && await similar.FindAsync(id, Shown, cancellationToken) is { } found
            ? new RazorComponentResult<SimilarPage>(new { Image = image, Found = found })
            : ErrorPage.NotFound(GalleryTexts.ImageMissing);
}
