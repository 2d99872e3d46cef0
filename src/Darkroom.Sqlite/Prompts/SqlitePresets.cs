using System.Collections.Immutable;
using Dapper;
using Darkroom.Prompts;
using Darkroom.Sqlite.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Prompts;

/// <summary>Presets in SQLite.</summary>
internal sealed class SqlitePresets(Database database, SqliteWriter writer, TimeProvider time) : IPresetStore
{
    public Task<ImmutableArray<Preset>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.Query<Preset>(
            "SELECT name, prompt, negative_prompt, settings, changed_at FROM presets WHERE owner_id = @Owner ORDER BY key", new { ImageRows.Owner })
            .ToImmutableArray(),
        cancellationToken);

    public Task<PresetOutcome> CreateAsync(Preset preset, CancellationToken cancellationToken) => writer.WriteAsync<PresetOutcome>(
        connection => Exists(connection, preset.Name) ? new PresetOutcome.NameTaken() : Write(connection, preset),
        cancellationToken);

    public Task<PresetOutcome> ReplaceAsync(string name, Preset preset, CancellationToken cancellationToken) => writer.WriteAsync(
        connection =>
        {
            if (PresetName.KeyOf(name) != PresetName.KeyOf(preset.Name) && Exists(connection, preset.Name))
            {
                return new PresetOutcome.NameTaken();
            }

            var replaced = Delete(connection, name);
            var outcome = Write(connection, preset);
            return outcome is PresetOutcome.Done done ? done with { IsNew = !replaced } : outcome;
        },
        cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => Delete(connection, name), cancellationToken);

    private static bool Exists(SqliteConnection connection, string name) => connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM presets WHERE owner_id = @Owner AND key = @key)", new { ImageRows.Owner, key = PresetName.KeyOf(name) });

    private static bool Delete(SqliteConnection connection, string name) => connection.Execute(
        "DELETE FROM presets WHERE owner_id = @Owner AND key = @key", new { ImageRows.Owner, key = PresetName.KeyOf(name) }) > 0;

    private PresetOutcome Write(SqliteConnection connection, Preset preset)
    {
        if (connection.ExecuteScalar<int>("SELECT count(*) FROM presets WHERE owner_id = @Owner", new { ImageRows.Owner }) >= IPresetStore.MaxPresets)
        {
            return new PresetOutcome.TooMany();
        }

        var stored = preset with { ChangedAt = time.GetUtcNow() };
        connection.Execute(
            """
            INSERT INTO presets (owner_id, key, name, prompt, negative_prompt, settings, changed_at)
            VALUES (@Owner, @key, @Name, @Prompt, @NegativePrompt, @Settings, @ChangedAt)
            """,
            new { ImageRows.Owner, key = PresetName.KeyOf(stored.Name), stored.Name, stored.Prompt, stored.NegativePrompt, stored.Settings, stored.ChangedAt });
        return new PresetOutcome.Done(stored, IsNew: true);
    }
}
