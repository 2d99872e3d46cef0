using Darkroom.Providers;

namespace Darkroom.Server.Configuration;

/// <summary>The rules for settings that are made in the browser, beyond those of <see cref="SettingsReader"/>.</summary>
internal static class SettingChanges
{
    private const int MaxLength = 2000;

    /// <summary>The number of errors about unknown names in one response.</summary>
    private const int MaxUnknown = 10;

    /// <summary>A secret of fewer characters has no hint, because four of them would be too large a part.</summary>
    private const int MinLengthWithHint = 12;

    private const int HintLength = 4;

    /// <summary>Returns the part of a secret that may be shown; empty if there is none.</summary>
    public static string HintOf(string secret) => secret.Length < MinLengthWithHint ? "" : secret[^HintLength..];

    /// <summary>Returns what is wrong with the texts, and with settings that cannot be changed.</summary>
    public static IEnumerable<ValidationError> Check(IReadOnlyDictionary<string, string?> changes, SettingSources environment)
    {
        foreach (var unknown in changes.Keys.Where(name => EditableSetting.Find(name) is null).Take(MaxUnknown))
        {
            yield return new ValidationError(PageText.Short(unknown, 60), ProblemTexts.NoSetting);
        }

        foreach (var (name, value) in changes)
        {
            if (EditableSetting.Find(name) is { } setting && Problem(setting, value, environment) is { } problem)
            {
                yield return new ValidationError(setting.Name, problem);
            }
        }
    }

    /// <summary>
    /// Returns an error for each service whose base URL would change while its key stays, which could otherwise be sent
    /// to another server.
    /// </summary>
    public static IEnumerable<ValidationError> CheckKeys(
        IReadOnlyDictionary<string, string?> changes, SettingsSnapshot before, ServerSettings after, SettingSources environment)
    {
        foreach (var id in changes.Keys.Select(name => EditableSetting.Find(name)?.Service).OfType<string>().Distinct())
        {
            var key = EditableSetting.KeyOf(id);
            var entered = changes.Any(one => one.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
            if (entered || BaseUrlOf(before.Settings, id) == BaseUrlOf(after, id))
            {
                continue;
            }

            if (environment.SourceOf(key) is { } source)
            {
                yield return new ValidationError(
                    EditableSetting.BaseUrlOf(id), PageText.Format(ProblemTexts.KeyFromEnvironment, source));
            }
            else if (before.Stored.ContainsKey(key))
            {
                yield return new ValidationError(key, ProblemTexts.EnterKeyAgain);
            }
        }
    }

    private static Uri? BaseUrlOf(ServerSettings settings, string service) =>
        service == EditableSetting.Text ? settings.Text.BaseUrl : settings.Providers[service].BaseUrl;

    private static string? Problem(EditableSetting setting, string? value, SettingSources environment) => value?.Trim() switch
    {
        _ when environment.SourceOf(setting.Name) is { } source => PageText.Format(ProblemTexts.SetByEnvironment, source),
        null => null,
        "" => ProblemTexts.SettingEmpty,
        { Length: > MaxLength } => PageText.Format(ProblemTexts.SettingTooLong, MaxLength),
        var text when text.Any(char.IsControl) => ProblemTexts.SettingControl,
        var text when setting.IsSecret && !text.All(char.IsAscii) => ProblemTexts.KeyNotAscii,
        var text when setting.Name.EndsWith($":{nameof(ProviderOptions.BaseUrl)}", StringComparison.Ordinal)
            && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length > 0 => ProblemTexts.NoUserInUrl,
        _ => null,
    };
}
