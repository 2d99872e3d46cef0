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

    /// <summary>Returns positions in the order in which the index collects entries. At a lower one than the last it would write all before it to the disk.</summary>
    private static IOrderedEnumerable<long> InOrder(IEnumerable<long> positions) => positions.Order();

    private static void Insert(SqliteConnection connection, string positions) => connection.Execute(
        "INSERT INTO images_text (rowid, text) VALUES (@Position, @text)",
        connection.Query<(long Position, string Prompt, string? Revised, string? Negative, string? Campaign, ImmutableArray<string> Tags)>(
            """
            SELECT i.position, i.prompt, i.revised_prompt, i.negative_prompt,
                (SELECT json_extract(brief, '$.name') FROM campaigns WHERE id = i.campaign_id) AS campaign,
                (SELECT json_group_array(t.name ORDER BY t.name) FROM image_tags l JOIN tags t ON t.id = l.tag_id WHERE l.position = i.position) AS tags
            FROM json_each(@positions) p CROSS JOIN images i ON i.position = p.value
            """,
            new { positions })
            .Select(row => new
            {
                row.Position,
                text = SearchText.ForIndex([row.Prompt, row.Revised, row.Negative, row.Campaign, .. row.Tags]),
            }));
}
