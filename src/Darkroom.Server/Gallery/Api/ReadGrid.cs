using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Gallery.Api;

/// <summary>What a grid loads: the days of a view, which say how high it is, and the tiles at a place of it.</summary>
internal static class ReadGrid
{
    /// <summary><c>GET /api/images/days</c>.</summary>
    public static async Task<Results<Ok<DaysView>, ProblemHttpResult>> DaysAsync(
        [AsParameters] ViewParameters parameters, string? exact, IGallery gallery, CancellationToken cancellationToken)
    {
        if (exact is not (null or "" or "true" or "false"))
        {
            return Problems.Invalid(new ValidationError("exact", "Choose true or false."));
        }

        return parameters.TryRead(out var view, out var problem)
            ? TypedResults.Ok(DaysView.From(await gallery.DaysAsync(view, exact == "true", cancellationToken)))
            : problem;
    }

    /// <summary><c>GET /api/images/tiles</c>.</summary>
    public static async Task<Results<Ok<TilesView>, ProblemHttpResult>> TilesAsync(
        [AsParameters] ViewParameters parameters, [AsParameters] TileParameters place, IGallery gallery, CancellationToken cancellationToken)
    {
        var (query, wrong) = place.Read();
        if (wrong is not null)
        {
            return Problems.Invalid(wrong);
        }

        return parameters.TryRead(out var view, out var problem)
            ? TypedResults.Ok(TilesView.From(await gallery.TilesAsync(query with { View = view }, cancellationToken)))
            : problem;
    }
}

/// <summary>The place in a grid.</summary>
public sealed record TileParameters
{
    /// <summary>A position: the tiles are older.</summary>
    public string? Before { get; init; }

    /// <summary>A position: the tiles are newer, the nearest ones.</summary>
    public string? After { get; init; }

    /// <summary>The day of the first tile, such as <c>2026-11-29</c>.</summary>
    public string? At { get; init; }

    /// <summary>The <c>as_of</c> of the days: images that came later are left out.</summary>
    [FromQuery(Name = "as_of")]
    public string? AsOf { get; init; }

    /// <summary>The number of tiles to leave out at the place, so that a part of a day can be read; 0 if it is not set.</summary>
    public string? Skip { get; init; }

    /// <summary>1 to 500; 256 if it is not set.</summary>
    public string? Limit { get; init; }

    /// <summary><c>true</c> to read the providers, models and tags of the images too.</summary>
    public string? Details { get; init; }

    /// <summary>More than any position, and exact in JavaScript.</summary>
    private const long MaxNumber = 1L << 53;

    internal (TileQuery Query, ValidationError? Wrong) Read()
    {
        var query = new TileQuery();
        if (!QueryParameters.TryReadNumber(Limit, "limit", (1, TileQuery.MaxLimit, query.Limit), out var limit, out var wrong)
            | !QueryParameters.TryReadNumber(Skip, "skip", (0, TileQuery.MaxSkip, 0), out var skip, out var tooMany))
        {
            return (query, wrong ?? tooMany);
        }

        if (Details is not (null or "" or "true" or "false"))
        {
            return (query, new ValidationError("details", "Choose true or false."));
        }

        if (new[] { Before, After, At }.Count(place => !string.IsNullOrEmpty(place)) > 1)
        {
            return (query, new ValidationError("before", "Send one of before, after and at."));
        }

        foreach (var (name, text) in new[] { ("before", Before), ("after", After), ("as_of", AsOf) })
        {
            if (!string.IsNullOrEmpty(text) && Number(text) is null)
            {
                return (query, new ValidationError(name, "Send a position of a tile, or as_of of the days, unchanged."));
            }
        }

        DateOnly? at = null;
        if (!string.IsNullOrEmpty(At))
        {
            if (!DateOnly.TryParseExact(At, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 1900 or > 9998)
            {
                return (query, new ValidationError("at", "Send a day such as 2026-11-29."));
            }

            at = date;
        }

        return (query with { Before = Number(Before), After = Number(After), AsOf = Number(AsOf), At = at, Skip = skip, Limit = limit, Details = Details == "true" }, null);
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < MaxNumber ? number : null;
}
