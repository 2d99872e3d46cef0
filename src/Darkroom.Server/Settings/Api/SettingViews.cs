using System.ComponentModel;
using System.Text.Json;
using Darkroom.Server.Configuration;

namespace Darkroom.Server.Settings.Api;

/// <summary>The settings that can be changed without a restart.</summary>
public sealed record SettingListView(ImmutableArray<SettingView> Settings)
{
    internal static SettingListView From(LiveSettings settings) => new([.. EditableSetting.All.Select(one => SettingView.From(one, settings))]);
}

/// <summary>One setting.</summary>
/// <param name="Name">Its name in the configuration, such as <c>Costs:DailyCapUsd</c>.</param>
/// <param name="Source"><c>environment</c>, <c>stored</c>, or <c>default</c> if it is not set.</param>
/// <param name="Value">The value in effect; absent for the default, and for a key.</param>
/// <param name="Variable">The environment variable, or the line of an <c>.env</c> file, that sets it.</param>
/// <param name="Hint">The last four characters of a stored key; empty if it is too short for that.</param>
/// <param name="ChangedAt">When the stored value was set.</param>
/// <param name="Unreadable">True if the stored key can no longer be decrypted. It counts as not set.</param>
public sealed record SettingView(
    string Name, string Source, string? Value, string? Variable, string? Hint, DateTimeOffset? ChangedAt, bool? Unreadable)
{
    internal static SettingView From(EditableSetting setting, LiveSettings settings)
    {
        var saved = settings.Snapshot.Stored.GetValueOrDefault(setting.Name);
        return settings.Environment.SourceOf(setting.Name) is { } variable
            ? new(setting.Name, "environment", Shown(setting, settings.Environment.ValueOf(setting.Name)), variable, null, null, null)
            : saved is null ? new(setting.Name, "default", null, null, null, null, null)
            : new(setting.Name, "stored", Shown(setting, saved.Value), null, saved.Hint, saved.ChangedAt, saved.Value is null ? true : null);
    }

    /// <summary>An address of the environment may contain a password.</summary>
    private static string? Shown(EditableSetting setting, string? value) =>
        setting.IsSecret || (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.UserInfo.Length > 0) ? null : value;
}

/// <summary>The body of <c>PATCH /api/settings</c>, and of the test of a provider's settings.</summary>
public sealed record SettingsBody : KnownFields
{
    [Description("The new values by the names of settings: texts or numbers; null to remove a setting. Others stay as they are.")]
    public IDictionary<string, JsonElement>? Settings { get; init; }

    /// <summary>Returns the changes, and what is wrong with the values.</summary>
    internal (Dictionary<string, string?> Changes, ImmutableArray<ValidationError> Errors) Read()
    {
        var changes = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var errors = ImmutableArray.CreateBuilder<ValidationError>();
        foreach (var (name, value) in Settings ?? new Dictionary<string, JsonElement>())
        {
            if (!TryRead(value, out var text))
            {
                errors.Add(new ValidationError(PageText.Short(name, 60), "Write a text, a number or null."));
            }
            else if (!changes.TryAdd(name, text))
            {
                errors.Add(new ValidationError(PageText.Short(name, 60), "This setting is named twice."));
            }
        }

        return (changes, [.. errors.Take(20)]);
    }

    private static bool TryRead(JsonElement value, out string? text)
    {
        text = null;
        try
        {
            text = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
            return value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }
}

/// <summary>The body of <c>PUT /api/settings/providers/{id}/key</c>.</summary>
public sealed record KeyBody : KnownFields
{
    [Description("The provider's key. It cannot be read afterwards.")]
    public string? Key { get; init; }
}
