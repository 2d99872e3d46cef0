using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite.Costs;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>The gallery in SQLite: pages by key, never by offset, and search by FTS5.</summary>
/// <param name="limit">The maximum duration of a read for a client; null for no limit.</param>
internal sealed class SqliteGallery(Database database, TimeSpan? limit) : IGallery
{
    private const string Columns =
        """
        SELECT i.id, i.generation_id, i.image_index, lower(hex(i.blob_hash)) AS blob_hash, i.mime, i.bytes, i.width || 'x' || i.height AS size, i.thumb_hash, i.created_at,
            i.elapsed_ms, i.provider, i.model, i.seed, i.revised_prompt, i.usage, i.quality, i.reported, i.fallback, g.request,
            i.position, i.campaign_id, i.favorite, i.trashed_at, i.source, i.day, i.cost_micros, i.cost_basis, i.prompt, i.negative_prompt
        """;

    public const string Select = $"{Columns} FROM images i LEFT JOIN generations g ON g.id = i.generation_id";

    /// <summary>The images that lists show.</summary>
    private const string Shown = "i.owner_id = 1 AND i.trashed_at IS NULL";

    public Task<GalleryImage?> FindAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync<GalleryImage?>(connection => Load(connection, $"{Select} WHERE i.id = @id", new { id }).SingleOrDefault(), cancellationToken);

    public Task<GalleryPage> PageAsync(GalleryQuery query, CancellationToken cancellationToken)
    {
        var (text, symbols) = SearchFor(query.Text);
        var where = new StringBuilder(Shown);

        // Matches are read in the order of the pages, so that a page of a frequent word costs no more than the page.
        var (from, position) = text is null ? ("images i", "i.position") : ("images_text t CROSS JOIN images i ON i.position = t.rowid", "t.rowid");
        Filter(query.Before is not null, $"{position} < @Before");
        Filter(query.Provider is not null, "i.provider = @Provider");
        Filter(query.Model is not null, "i.model = @Model");
        Filter(text is not null, "images_text MATCH @text");
        Filter(
            symbols is not null,
            "NOT EXISTS (SELECT 1 FROM json_each(@symbols) WHERE instr(i.prompt, value) = 0 AND instr(coalesce(i.revised_prompt, ''), value) = 0)");

        var sql = $"""
            {Select} WHERE i.position IN (SELECT i.position FROM {from} WHERE {where} ORDER BY {position} DESC LIMIT @more) ORDER BY i.position DESC
            """;
        return ReadAsync(
            connection =>
            {
                var rows = Load(connection, sql, new { query.Before, query.Provider, query.Model, text, symbols, more = query.Limit + 1 });
                return new GalleryPage(
                    [.. rows.Take(query.Limit)], rows.Count > query.Limit ? rows[query.Limit - 1].Position : null);
            },
            cancellationToken);

        void Filter(bool wanted, string condition)
        {
            if (wanted)
            {
                where.Append(" AND ").Append(condition);
            }
        }
    }

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

    public Task<(string? Newer, string? Older)> NeighboursAsync(string id, CancellationToken cancellationToken) => ReadAsync(
        connection => connection.QuerySingle<(string?, string?)>(
            $"""
            WITH here AS (SELECT position FROM images WHERE id = @id)
            SELECT (SELECT id FROM images i WHERE {Shown} AND position > (SELECT position FROM here) ORDER BY position LIMIT 1),
                (SELECT id FROM images i WHERE {Shown} AND position < (SELECT position FROM here) ORDER BY position DESC LIMIT 1)
            """,
            new { id }),
        cancellationToken);

    public Task<(long Images, long Bytes)> CountAsync(CancellationToken cancellationToken) => ReadAsync(
        connection => connection.QuerySingle<(long, long)>(
            "SELECT coalesce(sum(images), 0), coalesce(sum(bytes), 0) FROM image_days WHERE owner_id = 1"),
        cancellationToken);

    public Task<ImmutableArray<GalleryImage>> ChildrenAsync(string id, int limit, CancellationToken cancellationToken) => ReadAsync(
        connection => Load(
            connection, $"{Select} WHERE {Shown} AND i.parent_id = @id ORDER BY i.position DESC LIMIT @limit", new { id, limit }).ToImmutableArray(),
        cancellationToken);

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) =>
        database.ReadAsync(read, limit, cancellationToken);

    /// <summary>
    /// Returns a full-text query and the symbols to search for. Words are quoted, so that no text is an operator, and the last one matches as a
    /// prefix. The index does not contain emoji, so those that stand alone are searched as they are. Other punctuation is ignored.
    /// </summary>
    private static (string? Words, string? Symbols) SearchFor(string? text)
    {
        var parts = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Replace("\0", "", StringComparison.Ordinal)).ToLookup(part => part.EnumerateRunes().Any(Rune.IsLetterOrDigit));
        var words = parts[true].Select(word => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"").ToList();
        var symbols = parts[false].Where(part => part.EnumerateRunes().Any(IsEmoji)).ToArray();
        return (
            words.Count == 0 ? null : string.Join(' ', words) + "*",
            symbols.Length == 0 ? null : JsonSerializer.Serialize(symbols));
    }

    private static bool IsEmoji(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;

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
