using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>
/// Counts the images of a view for each day. Those of a view with at most one filter, and dates, are kept as numbers; those of other views are
/// counted.
/// </summary>
internal sealed class ViewDays(SqliteConnection connection, LocalDays days, TimeProvider time)
{
    /// <summary>How long a count goes on beyond <see cref="GalleryDays.AlwaysCounted"/>.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(75);

    /// <summary>How many images are counted between two looks at the clock.</summary>
    private const int CountedAtOnce = 4_096;

    private const int SquareRatio = 1000;

    public GalleryDays Read(GalleryView view, bool exact)
    {
        // One snapshot, so that the numbers belong together.
        using var transaction = connection.BeginTransaction(deferred: true);
        var asOf = connection.ExecuteScalar<long?>("SELECT max(sequence) FROM images") ?? 0;
        var (list, isExact) = Kept(view) is { } kept ? (kept, true) : Count(view, exact);
        return new GalleryDays(
            asOf, list.Sum(day => day.Images), isExact, [.. list.Select(day => new GalleryDay(LocalDays.DateOf(day.Day), day.Images, day.RatioSum))]);
    }

    /// <summary>Returns the days of a view whose numbers are kept; null if they must be counted.</summary>
    private List<DayRow>? Kept(GalleryView view)
    {
        var (first, last, filter) = (int.MinValue, int.MaxValue, default(GalleryTerm));
        foreach (var clause in view.Clauses)
        {
            if (clause.Alternatives is [DateTerm { Excluded: false } date])
            {
                var range = ViewReader.DayRange(date);
                (first, last) = (Math.Max(first, range.First ?? first), Math.Min(last, range.Last ?? last));
            }
            else if (clause.Alternatives is [var term] && filter is null)
            {
                filter = term;
            }
            else
            {
                return null;
            }
        }

        return filter is null or TraitTerm { Trait: ImageTrait.Trashed, Excluded: true } ? All(first, last) : Matching(filter, first, last);
    }

    private List<DayRow> All(int first, int last) => Query(
        "SELECT day, images, ratio_sum FROM image_days WHERE owner_id = 1 AND day BETWEEN @first AND @last AND images > 0 ORDER BY day DESC",
        new { first, last });

    private List<DayRow>? Matching(GalleryTerm filter, int first, int last)
    {
        if (Facet(filter) is not var (facet, values, parameters))
        {
            return null;
        }

        parameters.AddDynamicParams(new { facet, first, last });
        var matching = Query(
            $"""
            SELECT day, sum(images), sum(ratio_sum) FROM image_facets
            WHERE owner_id = 1 AND facet = @facet AND {values} AND day BETWEEN @first AND @last
            GROUP BY day HAVING sum(images) > 0 ORDER BY day DESC
            """,
            parameters);
        if (!filter.Excluded)
        {
            return matching;
        }

        var excluded = matching.ToDictionary(day => day.Day);
        return [.. All(first, last)
            .Select(day => excluded.TryGetValue(day.Day, out var less) ? new DayRow(day.Day, day.Images - less.Images, day.RatioSum - less.RatioSum) : day)
            .Where(day => day.Images > 0)];
    }

    /// <summary>Returns where the numbers of a filter are kept: the facet, and which of its values; null if they are not.</summary>
    private (string Facet, string Values, DynamicParameters Parameters)? Facet(GalleryTerm filter) => filter switch
    {
        NameTerm { Field: NameField.Model or NameField.Provider or NameField.Campaign } name => ViewNames.ValuesOf(connection, name.Field, name.Name) switch
        {
            [var value] => One(Wire.Name(name.Field), value),
            var values => (Wire.Name(name.Field), "value IN @values", new DynamicParameters(new { values })),
        },
        NameTerm { Field: NameField.Tag } tag => One("tag", ViewNames.TagOf(connection, tag.Name) ?? 0),
        NameTerm { Field: NameField.Collection } named when ViewNames.CollectionOf(connection, named.Name) is (var id, null) => One("collection", id ?? ""),
        SizeTerm { Edge: { From: { } from, To: var to } } when from == to => One("edge", (long)from),
        SizeTerm size => ("edge", "value BETWEEN @Low AND @High", new DynamicParameters(ViewReader.Edges(size.Edge))),
        ShapeTerm shape => One("shape", Wire.Name(shape.Shape)),
        TraitTerm { Trait: ImageTrait.Imported } => ("source", "value IS NOT NULL", new DynamicParameters()),
        TraitTerm { Trait: ImageTrait.Campaign } => ("campaign", "value IS NOT NULL", new DynamicParameters()),
        TraitTerm { Trait: ImageTrait.Trashed } => One("trash", 1L),
        TraitTerm trait => One(Wire.Name(trait.Trait), 1L),
        _ => null,
    };

    private static (string Facet, string Values, DynamicParameters Parameters) One(string facet, object value) =>
        (facet, "value = @value", new DynamicParameters(new { value }));

    private (List<DayRow> Days, bool IsExact) Count(GalleryView view, bool exact)
    {
        var ratios = All(int.MinValue, int.MaxValue).ToDictionary(day => day.Day, day => (double)day.RatioSum / day.Images);
        var counted = new List<DayRow>();
        var began = time.GetTimestamp();
        var (total, day, images, begin) = (0L, 0, 0L, long.MaxValue);
        foreach (var position in new ViewReader(connection, days, newestFirst: true).Read(view, beyond: null))
        {
            if (!exact && total >= GalleryDays.AlwaysCounted && total % CountedAtOnce == 0 && time.GetElapsedTime(began) > Budget)
            {
                EndDay();
                return (counted, false);
            }

            if (position < begin)
            {
                EndDay();
                day = days.DayOf(ImagePosition.TimeOf(position));
                (begin, images) = (ImagePosition.FirstOf(days.StartOf(day)), 0);
            }

            images++;
            total++;
        }

        EndDay();
        return (counted, true);

        void EndDay()
        {
            if (images > 0)
            {
                counted.Add(new DayRow(day, images, (long)(images * ratios.GetValueOrDefault(day, SquareRatio))));
            }
        }
    }

    private List<DayRow> Query(string sql, object parameters) =>
        [.. connection.Query<(int Day, long Images, long RatioSum)>(sql, parameters).Select(row => new DayRow(row.Day, row.Images, row.RatioSum))];

    private sealed record DayRow(int Day, long Images, long RatioSum);
}
