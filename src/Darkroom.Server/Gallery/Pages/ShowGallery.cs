using System.Text.Json;
using Darkroom.Gallery;
using Darkroom.Server.Gallery.Api;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Pages;

/// <summary>The gallery page: the first tiles of a view, and what the script needs for a grid over all of it.</summary>
internal static class ShowGallery
{
    /// <summary>The tiles on a page without scripts.</summary>
    private const int PageSize = 60;

    /// <summary>The tiles that the grid begins with: more than a window shows.</summary>
    private const int FirstTiles = 120;

    /// <summary>Returns the address of a view. It contains the whole view, so it can be bookmarked and shared.</summary>
    public static string AddressOf(ViewParameters view, long? cursor = null) =>
        "/gallery" + SiteLinks.QueryOf([.. ParametersOf(view), ("cursor", cursor?.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Returns the address of the images with a name.</summary>
    public static string AddressOf(NameField field, string name) => AddressOf(new() { Q = new NameTerm(field, name).ToString() });

    /// <summary>Returns the part of the library that a view is in: the trash, the favorites, or all images.</summary>
    public static ViewParameters PartOf(ViewParameters view) => view switch
    {
        { Trashed: "true" } => new() { Trashed = "true" },
        { Favorite: "true" } => new() { Favorite = "true" },
        _ => new(),
    };

    /// <summary>Returns the parameters that select a view, for the addresses that depend on one.</summary>
    public static (string Name, string? Value)[] ParametersOf(ViewParameters view) =>
        [("q", view.Q), ("provider", view.Provider), ("model", view.Model), ("favorite", view.Favorite), ("trashed", view.Trashed)];

    public static async Task<IResult> HandleAsync(
        [AsParameters] ViewParameters view, string? cursor, IGallery gallery, ICollectionStore collections, TrashSweep trash, CancellationToken cancellationToken)
    {
        if (!ReadImages.TryRead(view, cursor, null, out var query, out _))
        {
            // The text stays in its field, so that the user can correct it.
            return GalleryViewParser.Parse(view.Q ?? "") is { Mistakes.IsEmpty: false } parsed
                ? Page(StatusCodes.Status400BadRequest, new GalleryContent(view) { Filters = FiltersOf(view, parsed.View), Mistakes = parsed.Mistakes })
                : TypedResults.LocalRedirect("~/gallery");
        }

        var content = new GalleryContent(view) { Filters = FiltersOf(view, GalleryViewParser.Parse(view.Q ?? "").View) };
        try
        {
            var days = await gallery.DaysAsync(query.View, exact: false, cancellationToken);
            var tiles = await gallery.TilesAsync(
                new TileQuery { View = query.View, Before = query.Before, AsOf = days.AsOf, Limit = query.Before is null ? FirstTiles : PageSize + 1 }, cancellationToken);
            return Page(StatusCodes.Status200OK, content with
            {
                Days = days,
                Tiles = [.. tiles.Take(PageSize)],
                InTrash = query.View.ShowsTrash,
                KeptDays = trash.Keep.Days,
                Query = query.View.ToString(),
                CollectionId = await CollectionOfAsync(query.View, collections, cancellationToken),
                NextCursor = tiles.Length > PageSize ? tiles[PageSize - 1].Position : null,
                GridData = DataOf(view, query.View, days, query.Before is null ? tiles : []),
            });
        }
        catch (StorageException fault) when (fault.Kind == StorageFailure.Timeout)
        {
            return Page(StatusCodes.Status503ServiceUnavailable, content with { Stopped = fault.Message });
        }
    }

    private static RazorComponentResult<GalleryPageView> Page(int status, GalleryContent content) => new(new { Content = content }) { StatusCode = status };

    /// <summary>Returns the filters of a view, each with the address of the view without it. The part of the library is no filter: the title names it.</summary>
    private static ImmutableArray<ViewFilter> FiltersOf(ViewParameters view, GalleryView parsed)
    {
        var part = PartOf(view);
        (GalleryTerm? Term, ViewParameters Others)[] parameters =
        [
            (view.Provider is { } provider ? new NameTerm(NameField.Provider, provider) : null, view with { Provider = null }),
            (view.Model is { } model ? new NameTerm(NameField.Model, model) : null, view with { Model = null }),
            (part.Favorite is null ? Trait(view.Favorite, ImageTrait.Favorite) : null, view with { Favorite = null }),
            (part.Trashed is null ? Trait(view.Trashed, ImageTrait.Trashed) : null, view with { Trashed = null }),
        ];
        return
        [
            .. parameters.Where(one => one.Term is not null).Select(one => new ViewFilter(one.Term!.ToString(), AddressOf(one.Others))),
            .. parsed.Clauses.Where(clause => !clause.Alternatives.All(term => term is TextTerm))
                .Select(clause => new ViewFilter(
                    clause.Alternatives is [var only] && GalleryFields.LabelOf(only) is { } label ? label : clause.ToString(), AddressOf(view with { Q = new GalleryView(parsed.Clauses.Remove(clause)).ToString() }))),
        ];
    }

    /// <summary>Returns the collection that all images of a view are in; null if the view is not about one.</summary>
    private static async Task<string?> CollectionOfAsync(GalleryView view, ICollectionStore collections, CancellationToken cancellationToken)
    {
        var named = view.Clauses.Select(clause => clause.Alternatives is [NameTerm { Field: NameField.Collection, Excluded: false } term] ? term.Name : null)
            .OfType<string>().Select(LibraryName.KeyOf).FirstOrDefault();
        return named is null ? null
            : (await collections.NamesAsync(cancellationToken)).FirstOrDefault(one => LibraryName.KeyOf(one.Name) == named)?.Id;
    }

    private static TraitTerm? Trait(string? text, ImageTrait trait) =>
        text is "true" or "false" ? new TraitTerm(trait) { Excluded = text == "false" } : null;

    /// <summary>Returns the view and its first tiles as JSON. The serializer escapes everything that could end the element that it is written into.</summary>
    private static string DataOf(ViewParameters view, GalleryView read, GalleryDays days, ImmutableArray<GalleryTile> tiles) => JsonSerializer.Serialize(new
    {
        view = SiteLinks.QueryOf(ParametersOf(view)).TrimStart('?'),
        text = read.ToString(),
        as_of = days.AsOf,
        total = days.Total,
        total_exact = days.TotalIsExact,
        days = DaysView.From(days).Days,
        tiles = new
        {
            ids = tiles.Select(tile => tile.Id),
            positions = tiles.Select(tile => tile.Position),
            widths = tiles.Select(tile => tile.Width),
            heights = tiles.Select(tile => tile.Height),
            thumbhashes = tiles.Select(tile => Convert.ToBase64String(tile.ThumbHash.AsSpan())),
            flags = tiles.Select(tile => (int)tile.Flags),
            alts = tiles.Select(tile => tile.Alt),
        },
    });
}

/// <summary>What the gallery page shows.</summary>
public sealed record GalleryContent(ViewParameters View)
{
    public required ImmutableArray<ViewFilter> Filters { get; init; }

    /// <summary>What is wrong with the search text; empty if it is valid.</summary>
    public ImmutableArray<ViewMistake> Mistakes { get; init; } = [];

    /// <summary>Why there are no images: the search took too long.</summary>
    public string? Stopped { get; init; }

    /// <summary>Null if the view was not read.</summary>
    public GalleryDays? Days { get; init; }

    /// <summary>The tiles of a page without scripts.</summary>
    public ImmutableArray<GalleryTile> Tiles { get; init; } = [];

    /// <summary>True if the images are in the trash.</summary>
    public bool InTrash { get; init; }

    /// <summary>The number of days that an image stays in the trash.</summary>
    public int KeptDays { get; init; }

    /// <summary>The collection that all images of the view are in; null if it is not about one.</summary>
    public string? CollectionId { get; init; }

    /// <summary>The view in the search language; empty for all images.</summary>
    public string Query { get; init; } = "";

    public long? NextCursor { get; init; }

    /// <summary>JSON for the grid's script; null if the view was not read.</summary>
    public string? GridData { get; init; }
}

/// <summary>A filter of a view.</summary>
/// <param name="Label">How it is written in the search field.</param>
/// <param name="Without">The address of the view without it.</param>
public sealed record ViewFilter(string Label, string Without);
