using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>Reads the images of a selection, the newest first.</summary>
internal static class Selections
{
    /// <summary>The cursor before the first image.</summary>
    public const long Start = long.MaxValue;

    /// <summary>Returns a selection to which images that come later do not belong.</summary>
    public static ImageSelection Fix(SqliteConnection connection, ImageSelection selection) => selection is ImageSelection.ByView { AsOf: null } view
        ? view with { AsOf = connection.ExecuteScalar<long?>("SELECT max(sequence) FROM images") ?? 0 }
        : selection;

    /// <summary>Returns the positions of the next images.</summary>
    /// <param name="before">The position of the last image that was read; <see cref="Start"/> to begin.</param>
    public static List<long> Next(SqliteConnection connection, LocalDays days, ImageSelection selection, long before, int limit) =>
        [.. Read(connection, days, selection, before).Take(limit)];

    /// <summary>Returns the number of images.</summary>
    public static long Count(SqliteConnection connection, LocalDays days, ImageSelection selection) =>
        Read(connection, days, selection, Start).LongCount();

    private static IEnumerable<long> Read(SqliteConnection connection, LocalDays days, ImageSelection selection, long before) => selection switch
    {
        ImageSelection.ByIds(var ids) => Positions(connection, ids, before).OrderDescending(),
        ImageSelection.ByView view => Read(connection, days, view, before == Start ? null : before, Positions(connection, view.Except, before).ToHashSet()),
        ImageSelection.InTrash(var at) => connection.Query<long>(
            """
            SELECT position FROM images INDEXED BY images_trashed
            WHERE owner_id = @Owner AND trashed_at IS NOT NULL AND trashed_at <= @at AND position < @before ORDER BY position DESC
            """,
            new { ImageRows.Owner, at, before },
            buffered: false),
        _ => throw new ArgumentOutOfRangeException(nameof(selection), selection, "Unknown selection."),
    };

    private static IEnumerable<long> Read(SqliteConnection connection, LocalDays days, ImageSelection.ByView view, long? before, HashSet<long> except) =>
        new ViewReader(connection, days, newestFirst: true).Read(GalleryViewParser.Parse(view.Query).View, before, view.AsOf)
            .Where(position => !except.Contains(position));

    private static IEnumerable<long> Positions(SqliteConnection connection, ImmutableArray<string> ids, long before) => connection.Query<long>(
        """
        SELECT i.position FROM json_each(@ids) s CROSS JOIN images i ON i.id = s.value WHERE i.owner_id = @Owner AND i.position < @before
        """,
        new { ImageRows.Owner, ids = Json.Of(ids), before });
}
