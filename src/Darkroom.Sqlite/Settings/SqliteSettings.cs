using System.Collections.Immutable;
using Dapper;
using Darkroom.Generations;
using Darkroom.Settings;

namespace Darkroom.Sqlite.Settings;

/// <summary>Settings in SQLite.</summary>
internal sealed class SqliteSettings(Database database, SqliteWriter writer, IJobSignals signals, TimeProvider time) : ISettingStore
{
    public Task<ImmutableArray<StoredSetting>> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<StoredSetting>("SELECT name, value, hint, changed_at FROM settings ORDER BY name").ToImmutableArray(),
        cancellationToken);

    public async Task WriteAsync(ImmutableArray<SettingValue> stored, ImmutableArray<string> deleted, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await writer.WriteAsync(
            connection =>
            {
                connection.Execute(
                    """
                    INSERT INTO settings (name, value, hint, changed_at) VALUES (@Name, @Value, @Hint, @now)
                    ON CONFLICT DO UPDATE SET value = excluded.value, hint = excluded.hint, changed_at = excluded.changed_at
                    """,
                    stored.Select(one => new { one.Name, one.Value, one.Hint, now }));
                connection.Execute("DELETE FROM settings WHERE name = @name", deleted.Select(name => new { name }));
            },
            cancellationToken);
        signals.Raise(IJobSignals.Settings);
    }
}
