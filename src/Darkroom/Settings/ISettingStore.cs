using System.Collections.Immutable;
using Darkroom.Storage;

namespace Darkroom.Settings;

/// <summary>
/// Stores the settings that the operator made in the browser. A secret is encrypted before it reaches the store, which never sees it.
/// <see cref="Generations.IJobSignals.Settings"/> is raised after every change.
/// </summary>
/// <exception cref="StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface ISettingStore
{
    /// <summary>Returns all settings in the order of their names.</summary>
    Task<ImmutableArray<StoredSetting>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Stores and deletes settings in one transaction.</summary>
    /// <param name="stored">The settings to store. One that exists is replaced.</param>
    /// <param name="deleted">The names of settings to delete. Names that do not exist are ignored.</param>
    Task WriteAsync(ImmutableArray<SettingValue> stored, ImmutableArray<string> deleted, CancellationToken cancellationToken);
}

/// <summary>The value of a setting.</summary>
/// <param name="Name">The name in the configuration, such as <c>Costs:DailyCapUsd</c>.</param>
/// <param name="Value">The value; of a secret, its encrypted form.</param>
/// <param name="Hint">The part of a secret that may be shown, which may be empty; null if the setting is not a secret.</param>
public record SettingValue(string Name, ImmutableArray<byte> Value, string? Hint);

/// <summary>A setting as it is stored.</summary>
/// <param name="ChangedAt">When it was stored last.</param>
public sealed record StoredSetting(string Name, ImmutableArray<byte> Value, string? Hint, DateTimeOffset ChangedAt) : SettingValue(Name, Value, Hint);
