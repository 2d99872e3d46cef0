using System.Collections.Immutable;

namespace Darkroom.Prompts;

/// <summary>Stores presets. Every verb is one transaction.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IPresetStore
{
    /// <summary>The maximum number of presets.</summary>
    const int MaxPresets = 500;

    /// <summary>Returns all presets by name.</summary>
    Task<ImmutableArray<Preset>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a preset, unless there is one with this name.</summary>
    Task<PresetOutcome> CreateAsync(Preset preset, CancellationToken cancellationToken);

    /// <summary>Replaces the preset with a name, which another name of <paramref name="preset"/> renames. Adds it if there is none.</summary>
    Task<PresetOutcome> ReplaceAsync(string name, Preset preset, CancellationToken cancellationToken);

    /// <returns>False if there is none with this name.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The outcome of a change of presets.</summary>
public abstract record PresetOutcome
{
    private PresetOutcome()
    {
    }

    /// <param name="IsNew">False if it replaces another.</param>
    public sealed record Done(Preset Preset, bool IsNew) : PresetOutcome;

    /// <summary>Another preset has the name.</summary>
    public sealed record NameTaken : PresetOutcome;

    /// <summary>There are <see cref="IPresetStore.MaxPresets"/> already.</summary>
    public sealed record TooMany : PresetOutcome;
}
