using System.Collections.Immutable;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Generations;

namespace Darkroom.Sqlite.Gallery;

/// <summary>The trash in SQLite.</summary>
internal sealed class SqliteTrash(Database database, SqliteWriter writer, IJobSignals signals) : ITrash
{
    public async Task<int> PurgeAsync(DateTimeOffset trashedBefore, int limit, CancellationToken cancellationToken)
    {
        var purged = await writer.WriteAsync(
            connection =>
            {
                var due = connection.Query<long>(
                    "SELECT position FROM images WHERE trashed_at < @trashedBefore ORDER BY trashed_at LIMIT @limit", new { trashedBefore, limit }).AsList();
                ImagePurge.Run(connection, due);
                return due.Count;
            },
            cancellationToken);
        if (purged > 0)
        {
            signals.Raise(IJobSignals.Deleted);
        }

        return purged;
    }

    public async Task<ImmutableArray<string>> FilesAsync(int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            // There is no index over the previews, which would be a tenth of the database. One pass finds those of many files.
            var (listed, needed) = await database.ReadAsync(
                connection =>
                {
                    var names = connection.Query<string>("SELECT name FROM purged_files ORDER BY name LIMIT @limit", new { limit }).AsList();
                    return (names, names.Count == 0 ? [] : connection.Query<string>(
                        "SELECT DISTINCT p.preview_key FROM partial_images p WHERE p.preview_key IN (SELECT value FROM json_each(@names))",
                        new { names = Json.Of(names) }).ToHashSet());
                },
                cancellationToken);
            await ForgetFilesAsync(needed, cancellationToken);
            if (listed.Count == 0 || listed.Count > needed.Count)
            {
                return [.. listed.Where(name => !needed.Contains(name))];
            }
        }
    }

    public async Task ForgetFilesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (names.Count > 0)
        {
            await writer.WriteAsync(
                connection => connection.Execute("DELETE FROM purged_files WHERE name IN (SELECT value FROM json_each(@names))", new { names = Json.Of(names) }),
                cancellationToken);
        }
    }
}
