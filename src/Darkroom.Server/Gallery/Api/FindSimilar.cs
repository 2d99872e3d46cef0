using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary><c>GET /api/images/{id}/similar</c>: the images that look most like an image.</summary>
internal static class FindSimilar
{
    private const int DefaultLimit = 24;

    public static async Task<Results<Ok<TilesView>, ProblemHttpResult>> HandleAsync(
        string id, string? limit, SimilarImages similar, CancellationToken cancellationToken)
    {
        if (!QueryParameters.TryReadNumber(limit, "limit", (1, SimilarImages.MaxLimit, DefaultLimit), out var count, out var wrong))
        {
            return Problems.Invalid(wrong);
        }

        if (!Ids.IsWellFormed(id) || await similar.FindAsync(id, count, cancellationToken) is not { } found)
        {
            return Problems.NotFound(ProblemTexts.NoImage);
        }

        return TypedResults.Ok(TilesView.From([.. found.Select(one => one.Tile)]) with
        {
            Distances = [.. found.Select(one => Math.Round(one.Distance, 3))],
        });
    }
}
