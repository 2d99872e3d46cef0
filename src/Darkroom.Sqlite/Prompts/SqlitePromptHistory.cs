using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Prompts;
using Darkroom.Sqlite.Gallery;

namespace Darkroom.Sqlite.Prompts;

/// <summary>The history of prompts in SQLite.</summary>
/// <param name="limit">The maximum duration of a search.</param>
internal sealed class SqlitePromptHistory(Database database, SqliteWriter writer, TimeSpan limit) : IPromptHistory
{
    /// <summary>Prompts that one transaction deletes: other changes wait for it.</summary>
    private const int DeletedTogether = 1000;

    private const string Columns = "p.id, p.prompt, p.negative_prompt, p.used_at, p.uses, p.starred, p.number";

    public async Task<PromptPage> PageAsync(PromptQuery query, CancellationToken cancellationToken)
    {
        var words = PromptRows.QueryFor(query.Text ?? "", query.Starred);
        if (words is null && !string.IsNullOrWhiteSpace(query.Text))
        {
            return new PromptPage([], null);
        }

        var sql = words is not null
            ? $"""
              SELECT {Columns} FROM prompts_text CROSS JOIN prompts p ON p.number = prompts_text.rowid
              WHERE prompts_text MATCH @words AND prompts_text.rowid < @before AND p.owner_id = @Owner
              ORDER BY prompts_text.rowid DESC LIMIT @count
              """
            : $"""
              SELECT {Columns} FROM prompts p WHERE p.owner_id = @Owner AND p.number < @before{(query.Starred ? " AND p.starred = 1" : "")}
              ORDER BY p.number DESC LIMIT @count
              """;
        var found = await database.ReadAsync(
            connection => connection.Query<UsedPrompt, long, (UsedPrompt Prompt, long Number)>(
                sql,
                (prompt, number) => (prompt, number),
                new { words, ImageRows.Owner, before = query.Before ?? long.MaxValue, count = query.Limit + 1 },
                splitOn: "number").AsList(),
            limit,
            cancellationToken);
        return new PromptPage([.. found.Take(query.Limit).Select(one => one.Prompt)], found.Count > query.Limit ? found[query.Limit - 1].Number : null);
    }

    public Task<UsedPrompt?> StarAsync(string id, bool starred, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            var (before, number) = connection.Query<UsedPrompt, long, (UsedPrompt?, long)>(
                $"SELECT {Columns} FROM prompts p WHERE p.owner_id = @Owner AND p.id = @id", (prompt, number) => (prompt, number), new { ImageRows.Owner, id },
                splitOn: "number").SingleOrDefault();
            if (before is null || before.Starred == starred)
            {
                return before;
            }

            connection.Execute("UPDATE prompts SET starred = @starred WHERE number = @number", new { starred, number });
            PromptRows.RewriteText(connection, number, new WrittenPrompt(before.Prompt, before.NegativePrompt), starred);
            return before with { Starred = starred };
        },
        cancellationToken);

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            var number = connection.ExecuteScalar<long?>(
                "DELETE FROM prompts WHERE owner_id = @Owner AND id = @id RETURNING number", new { ImageRows.Owner, id });
            if (number is { } deleted)
            {
                PromptRows.DeleteText(connection, deleted);
            }

            return number is not null;
        },
        cancellationToken);

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        var last = await database.ReadAsync(connection => connection.ExecuteScalar<long?>("SELECT max(number) FROM prompts"), cancellationToken);
        for (var next = (long?)long.MinValue; next is { } from;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            next = await writer.WriteAsync(
                connection =>
                {
                    var step = connection.Query<(long Number, bool Starred)>(
                        """
                        SELECT number, starred FROM prompts WHERE owner_id = @Owner AND number > @from AND number <= @last
                        ORDER BY number LIMIT @DeletedTogether
                        """,
                        new { ImageRows.Owner, from, last, DeletedTogether }).AsList();
                    foreach (var (number, _) in step.Where(one => !one.Starred))
                    {
                        connection.Execute("DELETE FROM prompts WHERE number = @number", new { number });
                        PromptRows.DeleteText(connection, number);
                    }

                    return step.Count == DeletedTogether ? step[^1].Number : (long?)null;
                },
                cancellationToken);
        }
    }
}
