namespace Darkroom.Server.Configuration;

/// <summary>All settings at one time: those of the environment, and below them those that were made in the browser.</summary>
/// <param name="Settings">The settings in effect.</param>
/// <param name="Stored">Those that were made in the browser, by name, including those that the environment overrides.</param>
internal sealed record SettingsSnapshot(ServerSettings Settings, ImmutableSortedDictionary<string, SavedSetting> Stored);

/// <summary>A setting that was made in the browser.</summary>
/// <param name="Value">The value; null if it is a secret whose key is missing.</param>
/// <param name="Hint">The part of a secret that may be shown, which may be empty; null if it is not a secret.</param>
internal sealed record SavedSetting(string? Value, string? Hint, DateTimeOffset ChangedAt)
{
    public override string ToString() => $"{(Hint is null ? Value : "(secret)")}, {ChangedAt:O}";
}
