using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary>Images in the API: a page of them, or one.</summary>
internal static class ReadImages
{
    private const int DefaultLimit = 60;

    /// <summary>The maximum length of a search text, in grapheme clusters.</summary>
    public const int MaxText = 500;

    /// <summary><c>GET /api/images</c>.</summary>
    public static async Task<Results<Ok<ImagePageView>, ProblemHttpResult>> ListAsync(
        string? q, string? provider, string? model, string? cursor, string? limit, IGallery gallery, CancellationToken cancellationToken)
    {
        var (query, wrong) = Read(q, provider, model, cursor, limit);
        if (query is null)
        {
            return Problems.Invalid(wrong!);
        }

        var page = await gallery.PageAsync(query, cancellationToken);
        return TypedResults.Ok(new ImagePageView([.. page.Images.Select(ImageView.From)], CursorOf(page)));
    }

    /// <summary><c>GET /api/images/{id}</c>.</summary>
    public static async Task<Results<Ok<ImageDetailView>, ProblemHttpResult>> GetAsync(string id, IGallery gallery, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await gallery.FindAsync(id, cancellationToken) is { } image
            ? TypedResults.Ok(new ImageDetailView(ImageView.From(image), await gallery.DevelopmentAsync(id, cancellationToken)))
            : Problems.NotFound("There is no such image.");

    /// <summary>Reads the parameters that the API and the gallery page share.</summary>
    public static (GalleryQuery? Query, ValidationError? Wrong) Read(string? q, string? provider, string? model, string? cursor, string? limit)
    {
        if (!QueryParameters.TryReadNumber(limit, "limit", (1, GalleryQuery.MaxLimit, DefaultLimit), out var max, out var wrong))
        {
            return (null, wrong);
        }

        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return (null, new ValidationError("cursor", "Send next_cursor of the previous page, unchanged."));
            }

            before = position;
        }

        return TextLength.Problem(q, MaxText) is { } tooLong
            ? (null, new ValidationError("q", tooLong))
            : (new GalleryQuery { Text = NullIfEmpty(q), Provider = NullIfEmpty(provider), Model = NullIfEmpty(model), Before = before, Limit = max }, null);
    }

    public static string? CursorOf(GalleryPage page) => page.NextCursor?.ToString(CultureInfo.InvariantCulture);

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
