using System.Reflection;
using System.Text.RegularExpressions;
using Darkroom.Gallery;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Darkroom.Tests.Sqlite;

/// <summary>
/// Explains every statement that the stores run while their contract suites run. A scan or a sort is either reviewed here, with the
/// reason why it stays fast with a million images, or it is a mistake.
/// </summary>
public sealed partial class StatementPlanTests : IDisposable
{
    private static readonly Review[] Reviewed =
    [
        new("SCAN images_text VIRTUAL TABLE INDEX 192:M1<", "images_text MATCH @value AND rowid <= @from", "Finds the words in the full-text index, the newest image first, until the page is full."),
        new("SCAN images_text VIRTUAL TABLE INDEX 64:M1>", "images_text MATCH @value AND rowid >= @from", "The same, the oldest image first, for newer tiles and neighbours."),
        new("SCAN p VIRTUAL TABLE INDEX 1:", "json_each(@positions) p", "The images of one page or of one step of a job, each found by its position."),
        new("SCAN names", "WITH RECURSIVE names(value)", "The different models, providers or programs, each found by one search."),
        new("USE TEMP B-TREE FOR GROUP BY", "sum(ratio_sum) FROM image_facets", "One number for each day and value: the edges of a range, or the programs that images were imported from."),
        new("SCAN campaigns", "SELECT json_extract(brief, '$.name'), id FROM campaigns", "Names of campaigns are suggested; there are a few hundred."),
        new("SCAN campaigns", "json_extract(brief, '$.name') = @name COLLATE NOCASE", "A campaign is found by its name; there are a few hundred."),
        new("SCAN (subquery-2)", "LIMIT @MaxCounted", "The images of a tag or a collection, counted up to a limit."),
        new("SCAN image_facet_values", "INSERT INTO images", "What one image adds to the totals: at most eleven rows, each found by its position."),
        new("SCAN image_facet_values", "UPDATE images SET", "As for one new image, before and after the change."),
        new("USE TEMP B-TREE FOR json_group_array(ORDER BY)", "FROM image_tags l JOIN tags t", "The tags and the collections of one image."),
        new("USE TEMP B-TREE FOR GROUP BY", "f.facet = 'tag'", "The days of all tags; the totals of each are a few rows."),
        new("USE TEMP B-TREE FOR ORDER BY", "f.facet = 'tag'", "The tags, of which there are few thousand."),
        new("SCAN s VIRTUAL TABLE INDEX 1:", "json_each(@ids) s", "The images of a selection by ids, at most 10,000, each found by its id."),
        new("SCAN json_each VIRTUAL TABLE INDEX 1:", "IN (SELECT value FROM json_each(@positions))", "The images of one step of a job, each found by its position."),
        new("SCAN json_each VIRTUAL TABLE INDEX 1:", "WHERE i.id IN (SELECT value FROM json_each(@ids))", "The images of one page, each found by its id."),
        new("SCAN json_each VIRTUAL TABLE INDEX 1:", "json_each(@tags)", "The tags of one change, at most 50."),
        new("SCAN json_each VIRTUAL TABLE INDEX 1:", "json_each(@names)", "The files of one pass."),
        new("SCAN p", "p.preview_key IN (SELECT value FROM json_each(@names))", "One pass over the previews for thousands of files, in the background: an index would be a tenth of the database."),
        new("USE TEMP B-TREE FOR DISTINCT", "p.preview_key IN (SELECT value FROM json_each(@names))", "The few of these previews that are still in use."),
        new("USE TEMP B-TREE FOR DISTINCT", "FROM bulk_changes WHERE job = @job", "The images of one step of an undo."),
        new("SCAN c", "DELETE FROM bulk_changes", "The changes of one step of an undo."),
        new("SCAN purged_files", "FROM purged_files ORDER BY name LIMIT @limit", "Files to delete, in the order of the key, as many as are requested."),
        new("SCAN images_text VIRTUAL TABLE INDEX 0:=", "DELETE FROM images_text WHERE rowid = @position", "One entry, found by its position."),
        new("SCAN prompts_text VIRTUAL TABLE INDEX 0:=", "DELETE FROM prompts_text WHERE rowid = @number", "One entry, found by its number."),
        new("SCAN prompts_text VIRTUAL TABLE INDEX 192:M1<", "prompts_text MATCH @words", "Finds the words in the full-text index, the newest prompt first, until the page is full."),
        new("SCAN bulk_jobs USING INDEX bulk_jobs_open", "WHERE state = 'running' OR state = 'undoing'", "The index holds only those that run."),
        new("SCAN image_facet_values", "DELETE FROM images", "What one image takes from the totals."),
        new("SCAN generations USING INDEX generations_of_the_studio", "LIMIT @limit", "Generations from the newest on, as many as are requested."),
        new("SCAN generations USING INDEX generations_running", "WHERE status = 'running'", "The index holds only those that run."),
        new("SCAN campaigns", "(SELECT max(created_at) FROM generations g WHERE g.campaign_id = campaigns.id)", "There are a few hundred campaigns; the newest generation of each is found by the index."),
        new("USE TEMP B-TREE FOR ORDER BY", "(SELECT max(created_at) FROM generations g WHERE g.campaign_id = campaigns.id)", "One row for each campaign."),
        new("SCAN campaigns USING INDEX sqlite_autoindex_campaigns_1", "ORDER BY id DESC LIMIT @limit", "Campaigns from the newest on, as many as are requested."),
        new("SCAN campaigns USING COVERING INDEX sqlite_autoindex_campaigns_1", "SELECT id FROM campaigns", "Once an hour, if there are unused layout warnings."),
        new("SCAN campaigns", "WHERE deleted_at < @before", "Once an hour; there are a few hundred."),
        new("SCAN layout_warnings", "NOT IN (SELECT content_hash FROM matrix)", "Once an hour, beside the writer."),
        new("SCAN matrix", "NOT IN (SELECT content_hash FROM matrix)", "Once an hour, beside the writer."),
        new("USE TEMP B-TREE FOR ORDER BY", "FROM review_comments WHERE campaign_id = @campaignId ORDER BY id", "All comments of one campaign, for its summary or its contact sheet."),
        new("USE TEMP B-TREE FOR ORDER BY", "SELECT look, preview_key FROM creative_decisions", "The people who decided about one look of one creative."),
        new("SCAN json_each VIRTUAL TABLE INDEX 1:", "FROM review_comments WHERE campaign_id = @campaignId AND creative IN", "The creatives of one page, each found by its key."),
        new("SCAN json_each VIRTUAL TABLE INDEX 1:", "FROM creative_decisions WHERE campaign_id = @campaignId AND creative IN", "The creatives of one page, each found by its key."),
        new("USE TEMP B-TREE FOR GROUP BY", "SELECT format_order / 100000000 AS format", "The creatives of one campaign, at most 10,000, from a covering index; only on the page of a review."),
        new("SCAN brand_kits", "SELECT kit FROM brand_kits", "All are returned."),
        new("SCAN l VIRTUAL TABLE INDEX 1:", "json_each(@lanes) l", "One row for each provider."),
        new("USE TEMP B-TREE FOR ORDER BY", "json_each(@lanes) l JOIN slots s", "The first waiting slot of each provider."),
        new("USE TEMP B-TREE FOR GROUP BY", "SELECT generation_id, min(queued_at) FROM slots WHERE status = 'waiting'", "The waiting slots, which the queue limit bounds; once for each run that a user moves."),
        new("USE TEMP B-TREE FOR ORDER BY", "SELECT generation_id, min(queued_at) FROM slots WHERE status = 'waiting'", "The same."),
        new("USE TEMP B-TREE FOR ORDER BY", "FROM generations WHERE status = 'running' ORDER BY (SELECT coalesce(min(s.queued_at), 0)", "The generations that have not ended, which the queue limit bounds."),
        new("SCAN slot_starts", "UPDATE slot_starts SET at = @now WHERE at > @now", "The starts of the last minute of each provider."),
        new("USE TEMP B-TREE FOR GROUP BY", "FROM slots WHERE status = 'waiting' AND lane = @Id GROUP BY", "The waiting slots, which the queue limit bounds; once for each time that a circuit opens."),
        new("USE TEMP B-TREE FOR ORDER BY", "FROM slots WHERE status = 'waiting' AND lane = @Id GROUP BY", "The waiting slots, which the queue limit bounds; once for each time that a circuit opens."),
        new("USE TEMP B-TREE FOR GROUP BY", "FROM slots s JOIN charges c", "The slots that run, which the providers' concurrency bounds."),
        new("SEARCH r USING AUTOMATIC COVERING INDEX…", "LEFT JOIN running r", "One row for each day and provider with a slot that runs."),
        new("USE TEMP B-TREE FOR LAST TERM OF ORDER BY", "FROM charge_totals t", "The providers of one day."),
        new("SCAN event_sweep", "event_sweep", "It has one row."),
        new("SCAN blobs", "coalesce(sum(bytes), 0)", "All originals are measured for the settings page, in the background and at most every five minutes."),
        new("SCAN workflows", "FROM workflows", "All are returned or counted; there are at most fifty."),
        new("SCAN lost_answers", "DELETE FROM lost_answers WHERE held_until", "Once an hour: the requests that are being answered, and those of a day whose clients are gone."),
        new("USE TEMP B-TREE FOR ORDER BY", "SELECT generation_id FROM lost_answers", "The answers of one request, which are rarely more than one."),
        new("SCAN settings", "FROM settings ORDER BY name", "All are returned; there are at most a hundred."),
        new("SCAN webhook_endpoints", "FROM webhook_endpoints", "All are returned or counted; there are at most fifty."),
        new("SCAN webhook_deliveries USING INDEX webhook_deliveries_held", "UPDATE webhook_deliveries SET holder = NULL", "The index holds only those that are being sent, at most four for each endpoint."),
        new("SCAN sessions", "DELETE FROM sessions WHERE key_mark", "All sessions, once at each start: a browser that logged in has one."),
    ];

    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Every_statement_of_the_stores_is_answered_from_an_index_or_reviewed()
    {
        await RunSuitesAsync();
        await ReadEveryPageAsync();
        await _temp.Storage.ProbeAsync(Token);
        await _temp.Storage.MeasureAsync(Token);

        var statements = StatementLog.Statements.Where(statement => Explainable().IsMatch(statement) && !OfTheIndex().IsMatch(statement)).ToList();
        Assert.True(statements.Count > 50, $"Only {statements.Count} statements were seen.");
        var costly = Explain(statements).Where(step => Costly().IsMatch(step.Detail)).ToList();
        var unreviewed = costly.Where(step => !Array.Exists(Reviewed, review => review.Covers(step))).Select(step => $"{step.Detail}\n    {Spaces().Replace(step.Statement, " ")}").ToList();
        Assert.True(unreviewed.Count == 0, $"Give these an index, or review them:\n  {string.Join("\n  ", unreviewed)}");
        Assert.All(Reviewed, review => Assert.True(costly.Exists(review.Covers), $"No statement needs this review any more: {review}"));
    }

    /// <summary>Each fact of each contract suite over SQLite, as the runner would run it.</summary>
    private static async Task RunSuitesAsync()
    {
        var suites = typeof(StatementPlanTests).Assembly.GetTypes().Where(type => type is { IsAbstract: false, Namespace: "Darkroom.Tests.Sqlite" }
            && type.BaseType?.Namespace == "Darkroom.Tests.Contracts").ToList();
        Assert.Contains(typeof(SqliteSlotQueueTests), suites);
        foreach (var suite in suites)
        {
            foreach (var fact in suite.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null && method.GetParameters().Length == 0))
            {
                using var test = (IDisposable)Activator.CreateInstance(suite)!;
                if (fact.Invoke(test, null) is Task running)
                {
                    await running;
                }
            }
        }
    }

    /// <summary>Each combination of filters is a statement of its own.</summary>
    private async Task ReadEveryPageAsync()
    {
        foreach (var text in new[] { null, "fox", "🦊", "fox 🦊" })
        {
            for (var filters = 0; filters < 8; filters++)
            {
                var view = $"{text} {((filters & 1) == 0 ? "" : "provider:painter")} {((filters & 2) == 0 ? "" : "model:oils")}";
                await _temp.Storage.Gallery.PageAsync(
                    new GalleryQuery { View = GalleryViewParser.Parse(view).View, Before = (filters & 4) == 0 ? null : 10 }, Token);
            }
        }
    }

    private List<Step> Explain(List<string> statements)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        connection.Open();

        // Also the statements of triggers.
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_TRIGGER_EQP, 1, out _);
        return [.. statements.SelectMany(statement => Explain(connection, statement))];
    }

    private static List<Step> Explain(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The stores' own statements.
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
#pragma warning restore CA2100
        foreach (var name in Parameters().Matches(statement).Select(match => match.Value).Distinct())
        {
            command.Parameters.AddWithValue(name, DBNull.Value);
        }

        var steps = new List<Step>();
        using var plan = command.ExecuteReader();
        while (plan.Read())
        {
            // A trigger has a row of its own without a text.
            if (!plan.IsDBNull(3))
            {
                steps.Add(new Step(statement, plan.GetString(3)));
            }
        }

        return steps;
    }

    [GeneratedRegex(@"^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b")]
    private static partial Regex Explainable();

    /// <summary>The statements of FTS5 on its own tables.</summary>
    [GeneratedRegex(@"(images|prompts)_text_\w")]
    private static partial Regex OfTheIndex();

    [GeneratedRegex(@"^SCAN (?!CONSTANT ROW)|TEMP B-TREE|AUTOMATIC")]
    private static partial Regex Costly();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    private sealed record Step(string Statement, string Detail);

    /// <summary>A reviewed step.</summary>
    /// <param name="Detail">The step as SQLite describes it, or its beginning and an ellipsis.</param>
    /// <param name="Part">A part of the statement, on one line.</param>
    /// <param name="Reason">Why it stays fast.</param>
    private sealed record Review(string Detail, string Part, string Reason)
    {
        public bool Covers(Step step) =>
            (Detail.EndsWith('…') ? step.Detail.StartsWith(Detail[..^1], StringComparison.Ordinal) : step.Detail == Detail)
            && Spaces().Replace(step.Statement, " ").Contains(Part, StringComparison.Ordinal);
    }
}
