using Darkroom.Gallery;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary><c>GET /api/images/{id}</c>.</summary>
internal static class GetImage
{
    public static async Task<Results<Ok<ImageDetailView>, ProblemHttpResult>> HandleAsync(
        string id, IGallery gallery, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await gallery.FindAsync(id, cancellationToken) is { } image
            ? TypedResults.Ok(new ImageDetailView(ImageView.From(image), await gallery.DevelopmentAsync(id, cancellationToken)))
            : Problems.NotFound("There is no such image.");
}
