using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite.Costs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>The gallery in SQLite: <see cref="ViewReader"/> finds positions, of which the details are read.</summary>
/// <param name="limit">The maximum duration of a read for a client; null for no limit.</param>
internal sealed class SqliteGallery(Database database, TimeSpan? limit, TimeProvider time) : IGallery
{
    /// <summary>The names of the tags of an image, as JSON.</summary>
    private const string Tags = "(SELECT json_group_array(t.name ORDER BY t.name) FROM image_tags l JOIN tags t ON t.id = l.tag_id WHERE l.position = i.position)";

    private const string Columns =
        $"""
        SELECT i.id, i.generation_id, i.image_index, lower(hex(i.blob_hash)) AS blob_hash, i.mime, i.bytes, i.width || 'x' || i.height AS size, i.thumb_hash, i.difference_hash, i.created_at,
            i.elapsed_ms, i.provider, i.model, i.seed, i.revised_prompt, i.usage, i.quality, i.reported, i.fallback, g.request,
            i.position, i.campaign_id, i.favorite, i.trashed_at, i.source, i.day,
            {Tags} AS tags,
            (SELECT json_group_array(json_object('id', c.id, 'name', c.name) ORDER BY c.name)
             FROM collection_images l JOIN collections c ON c.id = l.collection_id WHERE l.position = i.position) AS collections,
            i.cost_micros, i.cost_basis, i.prompt, i.negative_prompt
        """;

    public const string Select = $"{Columns} FROM images i LEFT JOIN generations g ON g.id = i.generation_id";

    /// <summary>The images that lists show.</summary>
    private const string Shown = "i.owner_id = 1 AND i.trashed_at IS NULL";

    /// <summary>The values of <see cref="TileFlags"/>.</summary>
    private const string Flags =
        """
        i.favorite + 2 * (i.source IS NOT NULL) + 4 * i.edited + 8 * (i.parent_id IS NOT NULL) + 16 * (i.partials > 0) + 32 * (i.trashed_at IS NOT NULL)
        """;

    /// <summary>More code points than the beginning of a prompt has that a tile shows.</summary>
    private const int MaxPromptStart = 200;

    public Task<GalleryImage?> FindAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync<GalleryImage?>(connection => Load(connection, $"{Select} WHERE i.id = @id", new { id }).SingleOrDefault(), cancellationToken);

    public Task<ImageFile?> FindFileAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        connection => connection.QuerySingleOrDefault<ImageFile>("SELECT lower(hex(blob_hash)) AS BlobHash, mime FROM images WHERE id = @id", new { id }),
        cancellationToken);

    public Task<GalleryPage> PageAsync(GalleryQuery query, CancellationToken cancellationToken) => ReadAsync(
        connection =>
        {
            var positions = Newest(connection).Read(query.View, query.Before).Take(query.Limit + 1).ToList();
            return new GalleryPage(Load(connection, positions.Take(query.Limit)), positions.Count > query.Limit ? positions[query.Limit - 1] : null);
        },
        cancellationToken);

    public Task<GalleryDays> DaysAsync(GalleryView view, bool exact, CancellationToken cancellationToken) =>
        ReadAsync(connection => new ViewDays(connection, database.Days, time).Read(view, exact), cancellationToken);

    public Task<ImmutableArray<GalleryTile>> TilesAsync(TileQuery query, CancellationToken cancellationToken) => ReadAsync(
        connection =>
        {
            var before = query.At is { } date ? ImagePosition.FirstOf(database.Days.StartOf(LocalDays.NumberOf(date) + 1)) : query.Before;
            var reader = query.After is null ? Newest(connection) : new ViewReader(connection, database.Days, newestFirst: false);
            var positions = reader.Read(query.View, query.After ?? before, query.AsOf).Skip(query.Skip).Take(query.Limit).ToList();
            var tiles = Tiles(connection, positions).OrderByDescending(tile => tile.Position);
            if (!query.Details)
            {
                return tiles.ToImmutableArray();
            }

            // An image may have been deleted after its tile was read.
            var details = Details(connection, positions);
            return [.. tiles.Where(tile => details.ContainsKey(tile.Position)).Select(tile => tile with { Details = details[tile.Position] })];
        },
        cancellationToken);

    public Task<ImmutableDictionary<string, TileFlags>> FlagsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) => ReadAsync(
        connection => connection.Query<(string Id, TileFlags Flags)>(
            $"SELECT i.id, {Flags} FROM images i WHERE i.id IN (SELECT value FROM json_each(@ids))", new { ids = Json.Of(ids) })
            .ToImmutableDictionary(row => row.Id, row => row.Flags, StringComparer.Ordinal),
        cancellationToken);

    public Task<ImmutableArray<PartialPreview>> DevelopmentAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        connection => connection.Query<(int Index, string Key, int Width, int Height, string Mime)>(
            """
            SELECT p.partial_image_index, p.preview_key, p.width, p.height, p.mime
            FROM images i JOIN partial_images p USING (generation_id, image_index, attempt)
            WHERE i.id = @id ORDER BY p.partial_image_index
            """,
            new { id })
            .Select(row => new PartialPreview(row.Index, row.Key, row.Width, row.Height, row.Mime))
            .ToImmutableArray(),
        cancellationToken);

    public Task<(string? Newer, string? Older)> NeighboursAsync(string id, GalleryView view, CancellationToken cancellationToken) => ReadAsync(
        connection =>
        {
            if (connection.ExecuteScalar<long?>("SELECT position FROM images WHERE id = @id", new { id }) is not { } here)
            {
                return (null, null);
            }

            return (First(newestFirst: false), First(newestFirst: true));

            string? First(bool newestFirst) => new ViewReader(connection, database.Days, newestFirst).Read(view, here)
                .Take(1).Select(position => connection.ExecuteScalar<string?>("SELECT id FROM images WHERE position = @position", new { position })).FirstOrDefault();
        },
        cancellationToken);

    public Task<ImmutableArray<NameCount>> SuggestAsync(NameField field, string typed, CancellationToken cancellationToken) =>
        ReadAsync(connection => ViewNames.Suggest(connection, field, typed).ToImmutableArray(), cancellationToken);

    public Task<(long Images, long Bytes)> CountAsync(CancellationToken cancellationToken) => ReadAsync(
        connection => connection.QuerySingle<(long, long)>(
            "SELECT coalesce(sum(images), 0), coalesce(sum(bytes), 0) FROM image_days WHERE owner_id = 1"),
        cancellationToken);

    public Task<ImmutableArray<GalleryImage>> ChildrenAsync(string id, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection => Load(
            connection, $"{Select} WHERE {Shown} AND i.parent_id = @id ORDER BY i.position DESC LIMIT @limit", new { id, limit }).ToImmutableArray(),
        cancellationToken);

    /// <summary>Reads what a grid shows of images, in no order.</summary>
    public static IEnumerable<GalleryTile> Tiles(SqliteConnection connection, IEnumerable<long> positions) => connection
        .Query<(string Id, long Position, int Width, int Height, byte[] ThumbHash, TileFlags Flags, string Prompt)>(
            $"""
            SELECT i.id, i.position, i.width, i.height, i.thumb_hash, {Flags}, substr(i.prompt, 1, {MaxPromptStart})
            FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value
            """,
            new { positions = JsonSerializer.Serialize(positions) })
        .Select(row => new GalleryTile(row.Id, row.Position, row.Width, row.Height, [.. row.ThumbHash], row.Flags, GalleryTile.AltOf(row.Prompt)));

    /// <summary>Reads what a list says about images in addition, by position.</summary>
    private static Dictionary<long, TileDetails> Details(SqliteConnection connection, IEnumerable<long> positions) => connection
        .Query<(long Position, string Provider, string? Model, ImmutableArray<string> Tags)>(
            $"SELECT i.position, i.provider, i.model, {Tags} FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value",
            new { positions = Json.Of(positions) })
        .ToDictionary(row => row.Position, row => new TileDetails(row.Provider, row.Model, row.Tags));

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) =>
        database.ReadAsync(read, limit, cancellationToken);

    private ViewReader Newest(SqliteConnection connection) => new(connection, database.Days, newestFirst: true);

    /// <summary>Returns images, the newest first.</summary>
    public static ImmutableArray<GalleryImage> Load(SqliteConnection connection, IEnumerable<long> positions) =>
    [
        .. Load(
            connection,
            $"{Columns} FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value LEFT JOIN generations g ON g.id = i.generation_id",
            new { positions = Json.Of(positions) }).OrderByDescending(image => image.Position),
    ];

    public static List<GalleryImage> Load(SqliteConnection connection, string sql, object parameters) => connection
        .Query<GalleryImage, (long? CostMicros, string? CostBasis, string Prompt, string? NegativePrompt), GalleryImage>(
            sql,
            (image, row) => image with
            {
                Cost = ChargeRows.CostOf(row.CostMicros, row.CostBasis),

                // An import has no generation.
                Request = image.Request ?? new GenerationRequest
                {
                    Prompt = row.Prompt,
                    NegativePrompt = row.NegativePrompt,
                    Size = image.Size,
                    Model = image.Model,
                    Seed = image.Seed,
                    N = 1,
                    Provider = image.Provider,
                },
            },
            parameters,
            splitOn: "cost_micros").AsList();
}
