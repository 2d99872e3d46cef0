using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Settings;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Settings;

/// <summary>Workflows in SQLite.</summary>
internal sealed class SqliteWorkflows(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : IWorkflowStore
{
    public Task<ImmutableArray<Workflow>> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<Workflow>("SELECT name, graph, inputs FROM workflows ORDER BY name").ToImmutableArray(), cancellationToken);

    public Task<bool> WriteAsync(Workflow workflow, CancellationToken cancellationToken) => ChangeAsync(
        connection => connection.Execute(
            """
            INSERT INTO workflows (name, graph, inputs, changed_at)
            SELECT @Name, @Graph, @Inputs, @now WHERE (SELECT count(*) FROM workflows WHERE name <> @Name) < @MaxCount
            ON CONFLICT DO UPDATE SET graph = excluded.graph, inputs = excluded.inputs, changed_at = excluded.changed_at
            """,
            new { workflow.Name, workflow.Graph, workflow.Inputs, now = time.GetUtcNow(), Workflow.MaxCount }),
        cancellationToken);

    public Task<bool> RenameAsync(string name, string newName, CancellationToken cancellationToken) => ChangeAsync(
        connection => connection.Execute(
            "UPDATE workflows SET name = @newName, changed_at = @now WHERE name = @name AND NOT EXISTS (SELECT 1 FROM workflows WHERE name = @newName AND name <> @name)",
            new { name, newName, now = time.GetUtcNow() }),
        cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(connection => connection.Execute("DELETE FROM workflows WHERE name = @name", new { name }), cancellationToken);

    private async Task<bool> ChangeAsync(Func<SqliteConnection, int> change, CancellationToken cancellationToken)
    {
        var changed = await writer.WriteAsync(change, cancellationToken) > 0;
        if (changed)
        {
            signals.Raise(IJobSignals.Settings);
        }

        return changed;
    }
}
