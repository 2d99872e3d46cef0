using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Gallery;

/// <summary>The entries of images in the text index: their texts, their tags and the name of their campaign.</summary>
internal static class ImageText
{
    /// <summary>Adds the entry of an image that has none.</summary>
    public static void Insert(SqliteConnection connection, long position) => Insert(connection, Json.Of([position]));

    /// <summary>Writes the entries of images again after their tags have changed.</summary>
    public static void Rewrite(SqliteConnection connection, IReadOnlyCollection<long> positions)
    {
        Delete(connection, positions);
        Insert(connection, Json.Of(InOrder(positions)));
    }

    public static void Delete(SqliteConnection connection, IReadOnlyCollection<long> positions) =>
        connection.Execute("DELETE FROM images_text WHERE rowid = @position", InOrder(positions).Select(position => new { position }));

    /// <summary>Searches the texts of some images without the index, in which finding a place costs more than reading the texts of an image.</summary>
    /// <param name="query">A query for the text index.</param>
    /// <returns>The positions of the images that it finds.</returns>
    public static List<long> Search(SqliteConnection connection, IEnumerable<long> positions, string query)
    {
        using var memory = new SqliteConnection("Data Source=:memory:;Pooling=False");
        memory.Open();
        memory.Execute("CREATE VIRTUAL TABLE texts USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2')");
        using (var transaction = memory.BeginTransaction())
        {
            memory.Execute("INSERT INTO texts (rowid, text) VALUES (@Position, @Text)", Read(connection, Json.Of(positions)), transaction);
            transaction.Commit();
        }

        return memory.Query<long>("SELECT rowid FROM texts WHERE texts MATCH @query", new { query }).AsList();
    }

    /// <summary>Returns positions in the order in which the index collects entries. At a lower one than the last it would write all before it to the disk.</summary>
    private static IOrderedEnumerable<long> InOrder(IEnumerable<long> positions) => positions.Order();

    private static void Insert(SqliteConnection connection, string positions) => connection.Execute(
        "INSERT INTO images_text (rowid, text) VALUES (@Position, @Text)", Read(connection, positions));

    private static IEnumerable<Entry> Read(SqliteConnection connection, string positions) =>
        connection.Query<(long Position, string Prompt, string? Revised, string? Negative, string? Campaign, ImmutableArray<string> Tags)>(
            """
            SELECT i.position, i.prompt, i.revised_prompt, i.negative_prompt,
                (SELECT json_extract(brief, '$.name') FROM campaigns WHERE id = i.campaign_id) AS campaign,
                (SELECT json_group_array(t.name ORDER BY t.name) FROM image_tags l JOIN tags t ON t.id = l.tag_id WHERE l.position = i.position) AS tags
            FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value
            """,
            new { positions })
            .Select(row => new Entry(row.Position, SearchText.ForIndex([row.Prompt, row.Revised, row.Negative, row.Campaign, .. row.Tags])));

    private sealed record Entry(long Position, string Text);
}
