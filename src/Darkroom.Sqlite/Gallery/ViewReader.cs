using Dapper;
using Darkroom.Gallery;
using Darkroom.Sqlite.Costs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>
/// Reads the positions of a view. Each term is a range of one index, in the order of the gallery; <see cref="PositionStream"/> combines them.
/// </summary>
/// <param name="newestFirst">The direction of the positions.</param>
internal sealed class ViewReader(SqliteConnection connection, LocalDays days, bool newestFirst)
{
    public const string Shape = "(CASE WHEN width * 10 > height * 11 THEN 'wide' WHEN height * 10 > width * 11 THEN 'tall' ELSE 'square' END)";

    /// <summary>More than any position, and exact in JavaScript.</summary>
    private const long MaxPosition = 1L << 53;

    /// <summary>Beginning an index at another place costs about as much as this many of its entries.</summary>
    private const int IndexPatience = 12;

    /// <summary>The same for the text index, which reads the query again.</summary>
    private const int TextPatience = 100;

    /// <summary>How many images with a number in a range are sorted; if there are more, images from the place of the page on are compared instead.</summary>
    private const int MaxSorted = 2_000;

    /// <summary>If a filter selects at most this many images, their texts are searched without the text index.</summary>
    private const int MaxTexts = 100;

    /// <summary>How deep saved searches may name other ones.</summary>
    private const int MaxDepth = 4;

    private int _depth;

    /// <summary>Returns the positions of a view's images, beyond another one, in the order of this reader.</summary>
    /// <param name="beyond">The position that the first one follows; null to begin with the first.</param>
    /// <param name="asOf">The highest <c>sequence</c> of the images; null for all.</param>
    public IEnumerable<long> Read(GalleryView view, long? beyond, long? asOf = null)
    {
        using var stream = Open(view, asOf);
        var key = beyond is { } position ? Key(position) + 1 : -MaxPosition;
        while ((key = stream.Next(key)) != PositionStream.End)
        {
            yield return newestFirst ? -key : key;
            key++;
        }
    }

    private long Key(long position) => newestFirst ? -position : position;

    private PositionStream Open(GalleryView view, long? asOf)
    {
        var expanded = Expand(view, 0);
        var showsTrash = expanded.ShowsTrash;
        var (wanted, excluded) = (new List<PositionStream>(), new List<PositionStream>());
        var query = QueryOf(expanded);
        var isDense = query is null;
        foreach (var clause in expanded.Clauses.Where(clause => !IsText(clause)))
        {
            if (clause.Alternatives is [{ Excluded: true } term and not DateTerm])
            {
                excluded.Add(Open(term, showsTrash));
            }
            else
            {
                var stream = AnyOf([.. clause.Alternatives.Select(one => Alternative(one, showsTrash))]);
                if (query is not null && SearchAmong(stream, query) is { } found)
                {
                    stream.Dispose();
                    (stream, query) = (found, null);
                }

                wanted.Add(stream);
                isDense &= clause.Alternatives.Any(one => one is DateTerm);
            }
        }

        if (query is not null)
        {
            wanted.Insert(0, Text(query));
        }

        if (isDense)
        {
            wanted.Add(All(showsTrash));
        }
        else if (!showsTrash)
        {
            excluded.Add(Trash());
        }

        if (asOf is not null)
        {
            excluded.Add(Newer(asOf.Value));
        }

        var all = wanted is [var only] ? only : new AllOf(wanted);
        return excluded.Count == 0 ? all : new Without(all, AnyOf(excluded));
    }

    /// <summary>Returns the images of a stream that a text query finds; null if the stream has more than a few.</summary>
    private ListStream? SearchAmong(PositionStream stream, string query) =>
        stream is StatementStream statement && statement.TryReadAll(-MaxPosition, MaxTexts) is { } few
            ? new ListStream([.. ImageText.Search(connection, few.Select(key => newestFirst ? -key : key), query).Select(Key).Order()])
            : null;

    /// <summary>Replaces the saved searches that a view names by what they select.</summary>
    private GalleryView Expand(GalleryView view, int depth) => new([.. view.Clauses.SelectMany(clause =>
        depth < MaxDepth && clause.Alternatives is [NameTerm { Field: NameField.Collection, Excluded: false, Name: var name }]
        && ViewNames.CollectionOf(connection, name).Saved is { } saved
            ? Expand(saved, depth + 1).Clauses
            : [clause])]);

    private static bool IsText(GalleryClause clause) => clause.Alternatives.All(term => term is TextTerm { Excluded: false });

    /// <summary>Returns the words and phrases of a view as one query for the text index; null if it has none.</summary>
    private static string? QueryOf(GalleryView view)
    {
        var clauses = view.Clauses.Where(IsText)
            .Select(clause => clause.Alternatives.Cast<TextTerm>().Select(term => SearchText.ForQuery(term.Words, term.Unfinished)).OfType<string>().ToList())
            .Where(words => words.Count > 0).ToList();
        var all = clauses.Where(words => words.Count == 1).Select(words => words[0]).ToList();
        var any = clauses.Where(words => words.Count > 1).Select(words => $"({string.Join(" OR ", words)})");
        return clauses.Count == 0 ? null : string.Join(" AND ", (all.Count == 0 ? [] : new[] { string.Join(' ', all) }).Concat(any));
    }

    private PositionStream Alternative(GalleryTerm term, bool showsTrash) => term switch
    {
        { Excluded: false } => Open(term, showsTrash),
        DateTerm { Relation: DateRelation.On } date => AnyOf(
            [Days(DayRange(date with { Relation = DateRelation.Before })), Days(DayRange(date with { Relation = DateRelation.After }))]),
        DateTerm date => Days(DayRange(date) is (null, { } last) ? (last + 1, null) : (null, DayRange(date).First - 1)),
        _ => new Without(All(showsTrash), Open(term, showsTrash)),
    };

    /// <summary>Returns the images that a term, as if it were not excluded, selects.</summary>
    private PositionStream Open(GalleryTerm term, bool showsTrash) => term switch
    {
        TextTerm text => SearchText.ForQuery(text.Words, text.Unfinished) is { } words ? Text(words) : new ListStream([]),
        NameTerm { Field: NameField.Tag } tag => ViewNames.TagOf(connection, tag.Name) is { } id
            ? Statement("position", "image_tags", "tag_id = @value", id) : new ListStream([]),
        NameTerm { Field: NameField.Collection } named => Collection(named.Name),
        NameTerm { Field: NameField.Campaign } named => Values("images_by_campaign", "campaign_id", ViewNames.ValuesOf(connection, named.Field, named.Name)),
        NameTerm { Field: NameField.Provider } named => Values("images_by_provider", "provider", ViewNames.ValuesOf(connection, named.Field, named.Name)),
        NameTerm named => Values("images_by_model", "model", ViewNames.ValuesOf(connection, named.Field, named.Name)),
        SizeTerm { Edge: { From: { } edge, To: var to } } when edge == to => Index("images_by_long_edge", "max(width, height) = @value", (long)edge),
        SizeTerm size => Range("images_by_long_edge", "max(width, height)", Edges(size.Edge), showsTrash),
        CostTerm { Usd: { From: { } usd, To: var to } } when usd == to => Index("images_by_cost", "cost_micros = @value", ChargeRows.Micros(usd)),
        CostTerm cost => Range("images_by_cost", "cost_micros", Bounds(cost.Usd, 1_000_000), showsTrash),
        SeedTerm seed => Index("images_by_seed", "seed = @value", seed.Seed),
        ShapeTerm shape => Index("images_by_shape", $"{Shape} = @value", Wire.Name(shape.Shape)),
        DateTerm date => Days(DayRange(date)),
        TraitTerm { Trait: ImageTrait.Favorite } => Index("images_favorite", "favorite = 1"),
        TraitTerm { Trait: ImageTrait.Edited } => Index("images_edited", "edited = 1"),
        TraitTerm { Trait: ImageTrait.Campaign } => Index("images_of_campaigns", "(campaign_id IS NOT NULL) = 1"),
        TraitTerm { Trait: ImageTrait.Parent } => Index("images_with_parent", "(parent_id IS NOT NULL) = 1"),
        TraitTerm { Trait: ImageTrait.Partials } => Index("images_with_partials", "(partials > 0) = 1"),
        TraitTerm { Trait: ImageTrait.Trashed } => Trash(),
        TraitTerm { Trait: ImageTrait.Imported } => Values("images_by_source", "source", [.. ViewNames.FacetValues(connection, "source")]),
        _ => throw new NotSupportedException(term.GetType().Name),
    };

    private PositionStream All(bool showsTrash) => showsTrash ? new AnyOf([Live(), Trash()]) : Live();

    private StatementStream Live() => Index("images_live", "trashed_at IS NULL");

    private StatementStream Trash() => Index("images_trashed", "trashed_at IS NOT NULL");

    private StatementStream Text(string query) => Statement("rowid", "images_text", "images_text MATCH @value", query, TextPatience);

    private PositionStream Values(string index, string column, IReadOnlyList<string> values) =>
        AnyOf([.. values.Select(value => Index(index, $"{column} = @value", value))]);

    private static PositionStream AnyOf(List<PositionStream> streams) => streams is [var only] ? only : new AnyOf(streams);

    private StatementStream Index(string index, string condition, object? value = null) =>
        Statement("position", $"images INDEXED BY {index}", $"owner_id = 1 AND {condition}", value);

    private StatementStream Statement(string position, string table, string condition, object? value, int patience = IndexPatience)
    {
        var (from, order) = newestFirst ? ("<=", "DESC") : (">=", "ASC");
        return new StatementStream(
            connection, $"SELECT {position} FROM {table} WHERE {condition} AND {position} {from} @from ORDER BY {position} {order}", newestFirst, patience, value);
    }

    /// <summary>Returns the images with a number in a range.</summary>
    /// <param name="index">The index in the order of the number.</param>
    private PositionStream Range(string index, string number, NumberBounds bounds, bool showsTrash)
    {
        // The bounds are numbers, and a stream has one parameter.
        var condition = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number} BETWEEN {bounds.Low} AND {bounds.High}");
        var few = connection.Query<long>(
            $"SELECT position FROM images INDEXED BY {index} WHERE owner_id = 1 AND {number} BETWEEN @Low AND @High LIMIT @limit",
            new { bounds.Low, bounds.High, limit = MaxSorted + 1 }).AsList();
        if (few.Count <= MaxSorted)
        {
            return new ListStream([.. few.Select(Key).Order()]);
        }

        var live = Index("images_live", $"trashed_at IS NULL AND {condition}");
        return showsTrash ? new AnyOf([live, Index("images_trashed", $"trashed_at IS NOT NULL AND {condition}")]) : live;
    }

    /// <summary>Returns the shortest and the longest edge of a range.</summary>
    public static NumberBounds Edges(NumberRange range) => Bounds(range, 1);

    private static NumberBounds Bounds(NumberRange range, int scale) => new(
        range.From is { } from ? (long)(from * scale) + (range.IncludesFrom ? 0 : 1) : 0,
        range.To is { } to ? (long)(to * scale) - (range.IncludesTo ? 0 : 1) : long.MaxValue);

    private RangeStream Days((int? First, int? Last) range)
    {
        var low = range.First is { } begin ? ImagePosition.FirstOf(days.StartOf(begin)) : -MaxPosition;
        var high = range.Last is { } end ? ImagePosition.FirstOf(days.StartOf(end + 1)) - 1 : MaxPosition;
        return newestFirst ? new RangeStream(-high, -low) : new RangeStream(low, high);
    }

    /// <summary>Returns the first and the last day that a term selects; null if there is no limit.</summary>
    public static (int? First, int? Last) DayRange(DateTerm date) => date.Relation switch
    {
        DateRelation.Before => (null, LocalDays.NumberOf(date.Period.First) - 1),
        DateRelation.After => (LocalDays.NumberOf(date.Period.Last) + 1, null),
        _ => (LocalDays.NumberOf(date.Period.First), LocalDays.NumberOf(date.Period.Last)),
    };

    private PositionStream Collection(string name)
    {
        var (id, saved) = ViewNames.CollectionOf(connection, name);
        if (saved is null || _depth == MaxDepth)
        {
            return id is null || saved is not null ? new ListStream([]) : Statement("position", "collection_images", "collection_id = @value", id);
        }

        _depth++;
        var stream = Open(saved, asOf: null);
        _depth--;
        return stream;
    }

    /// <summary>Returns the images that were added after others, in the order of time.</summary>
    private ListStream Newer(long asOf) =>
        new([.. connection.Query<long>("SELECT position FROM images WHERE sequence > @asOf", new { asOf }).Select(Key).Order()]);
}

/// <summary>The lowest and the highest number of a range.</summary>
internal sealed record NumberBounds(long Low, long High);
