using System.Diagnostics.CodeAnalysis;
using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary>Images in the API: a page of them, or one.</summary>
internal static class ReadImages
{
    private const int DefaultLimit = 60;

    /// <summary><c>GET /api/images</c>.</summary>
    public static async Task<Results<Ok<ImagePageView>, ProblemHttpResult>> ListAsync(
        [AsParameters] ViewParameters parameters, string? cursor, string? limit, IGallery gallery, CancellationToken cancellationToken)
    {
        if (!TryRead(parameters, cursor, limit, out var query, out var problem))
        {
            return problem;
        }

        var page = await gallery.PageAsync(query, cancellationToken);
        return TypedResults.Ok(new ImagePageView([.. page.Images.Select(ImageView.From)], CursorOf(page)));
    }

    /// <summary><c>GET /api/images/{id}</c>.</summary>
    public static async Task<Results<Ok<ImageDetailView>, ProblemHttpResult>> GetAsync(string id, IGallery gallery, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await gallery.FindAsync(id, cancellationToken) is { } image
            ? TypedResults.Ok(new ImageDetailView(ImageView.From(image), await gallery.DevelopmentAsync(id, cancellationToken)))
            : Problems.NotFound(ProblemTexts.NoImage);

    /// <summary>Reads the parameters that the API and the gallery page share.</summary>
    public static bool TryRead(
        ViewParameters parameters,
        string? cursor,
        string? limit,
        [NotNullWhen(true)] out GalleryQuery? query,
        [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        query = null;
        if (!QueryParameters.TryReadNumber(limit, "limit", (1, GalleryQuery.MaxLimit, DefaultLimit), out var max, out var wrong))
        {
            problem = Problems.Invalid(wrong);
            return false;
        }

        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                problem = Problems.Invalid(new ValidationError("cursor", "Send next_cursor of the previous page, unchanged."));
                return false;
            }

            before = position;
        }

        if (parameters.TryRead(out var view, out problem))
        {
            query = new GalleryQuery { View = view, Before = before, Limit = max };
        }

        return query is not null;
    }

    public static string? CursorOf(GalleryPage page) => page.NextCursor?.ToString(CultureInfo.InvariantCulture);
}
