using System.Globalization;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary><c>GET /api/images</c>.</summary>
internal static class ListImages
{
    private const int DefaultLimit = 60;

    /// <summary>The maximum length of a search text, in grapheme clusters.</summary>
    public const int MaxText = 500;

    public static async Task<Results<Ok<ImagePageView>, ProblemHttpResult>> HandleAsync(
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

    /// <summary>Reads the parameters that the API and the gallery page share.</summary>
    public static (GalleryQuery? Query, ValidationError? Wrong) Read(string? q, string? provider, string? model, string? cursor, string? limit)
    {
        var max = DefaultLimit;
        if (!string.IsNullOrEmpty(limit)
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out max) && max is > 0 and <= GalleryQuery.MaxLimit))
        {
            return (null, new ValidationError("limit", $"Choose a whole number from 1 to {GalleryQuery.MaxLimit}."));
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
