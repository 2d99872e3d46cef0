using System.Text;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite.Gallery;
using Darkroom.Storage;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Prompts;

/// <summary>The history of prompts as rows, and their entries in the text index.</summary>
internal static class PromptRows
{
    /// <summary>The last migration before the history is filled from the generations that exist.</summary>
    public const int FilledAfter = 24;

    /// <summary>The number of the first prompt that is used. Those of the generations before have lower ones.</summary>
    private const long First = 1L << 40;

    /// <summary>How many generations the history is filled from at most: the newest.</summary>
    private const int MaxEarlier = 2000;

    /// <summary>The word of starred prompts in the text index. No query of a user contains it.</summary>
    private const string StarMark = "\uE001";

    /// <summary>Makes a prompt the newest of the history.</summary>
    public static void Remember(SqliteConnection connection, WrittenPrompt written, DateTimeOffset now)
    {
        var id = IdOf(written);
        var newest = connection.ExecuteScalar<long?>("SELECT max(number) FROM prompts") ?? First - 1;
        var known = connection.QuerySingleOrDefault<(long Number, bool Starred)?>(
            "SELECT number, starred FROM prompts WHERE owner_id = @Owner AND id = @id", new { ImageRows.Owner, id });
        var number = known?.Number == newest ? newest : newest + 1;
        if (known is null)
        {
            Insert(connection, number, id, written, now, uses: 1);
            return;
        }

        connection.Execute(
            "UPDATE prompts SET number = @number, used_at = @now, uses = uses + 1 WHERE number = @before",
            new { number, now, before = known.Value.Number });
        if (number != known.Value.Number)
        {
            DeleteText(connection, known.Value.Number);
            InsertText(connection, number, written, known.Value.Starred);
        }
    }

    /// <summary>Writes the entry of a prompt in the text index again, after its star has changed.</summary>
    public static void RewriteText(SqliteConnection connection, long number, WrittenPrompt written, bool starred)
    {
        DeleteText(connection, number);
        InsertText(connection, number, written, starred);
    }

    public static void DeleteText(SqliteConnection connection, long number) =>
        connection.Execute("DELETE FROM prompts_text WHERE rowid = @number", new { number });

    /// <summary>Returns the query for the text index; null if the text contains nothing to find.</summary>
    public static string? QueryFor(string text, bool starred)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var queries = words.Select((word, index) => SearchText.ForQuery(word.Replace(StarMark, "", StringComparison.Ordinal), unfinished: index == words.Length - 1))
            .OfType<string>().ToList();
        return queries.Count == 0 ? null : string.Join(" AND ", starred ? [.. queries, StarMark] : queries);
    }

    /// <summary>Fills the history of a database of an earlier version from its newest generations, in the transaction of the migration.</summary>
    public static void Fill(SqliteConnection connection, SqliteTransaction transaction)
    {
        var used = connection.Query<(string? Prompt, string? Negative, DateTimeOffset At)>(
            """
            SELECT json_extract(request, '$.prompt'), json_extract(request, '$.negative_prompt'), created_at
            FROM (SELECT request, created_at, campaign_id FROM generations ORDER BY created_at DESC, id DESC LIMIT @MaxEarlier)
            WHERE campaign_id IS NULL
            """,
            new { MaxEarlier },
            transaction);
        var prompts = used.Where(one => !string.IsNullOrWhiteSpace(one.Prompt))
            .GroupBy(one => new WrittenPrompt(one.Prompt!, one.Negative)).Reverse().ToList();
        for (var index = 0; index < prompts.Count; index++)
        {
            Insert(connection, First - prompts.Count + index, IdOf(prompts[index].Key), prompts[index].Key, prompts[index].First().At, prompts[index].Count(), transaction);
        }
    }

    private static string IdOf(WrittenPrompt written) =>
        ContentHash.Compute(Encoding.UTF8.GetBytes($"{written.Prompt}\0{written.NegativePrompt}"))[..32];

    private static void Insert(
        SqliteConnection connection, long number, string id, WrittenPrompt written, DateTimeOffset at, long uses, SqliteTransaction? transaction = null)
    {
        connection.Execute(
            """
            INSERT INTO prompts (number, owner_id, id, prompt, negative_prompt, used_at, uses)
            VALUES (@number, @Owner, @id, @Prompt, @NegativePrompt, @at, @uses)
            """,
            new { number, ImageRows.Owner, id, written.Prompt, written.NegativePrompt, at, uses },
            transaction);
        InsertText(connection, number, written, starred: false, transaction);
    }

    private static void InsertText(
        SqliteConnection connection, long number, WrittenPrompt written, bool starred, SqliteTransaction? transaction = null)
    {
        var text = SearchText.ForIndex([written.Prompt, written.NegativePrompt]) + (starred ? $" {StarMark}" : "");
        connection.Execute("INSERT INTO prompts_text (rowid, text) VALUES (@number, @text)", new { number, text }, transaction);
    }
}
