using Darkroom.Providers;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace Darkroom.Server.Configuration;

/// <summary>
/// Adds <c>.env</c> and <c>.env.local</c> of the working directory to the configuration, and the names that other tools use for the same settings.
/// An environment variable wins over <c>.env.local</c>, that over <c>.env</c>, and that over appsettings. The full name of a setting wins over
/// its well-known name.
/// </summary>
internal sealed class EnvironmentFiles
{
    /// <summary>The files; later ones win.</summary>
    private static readonly string[] Files = [".env", ".env.local"];

    private static readonly string[] HostPrefixes = ["ASPNETCORE_", "DOTNET_"];

    private readonly List<string> _problems = [];
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, (string Value, string Place)> _places = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Problems that prevent the start: one sentence each, with file and line and without values.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Warnings of a start that succeeds: one sentence each, without values.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    private static IEnumerable<(string Name, string Setting)> WellKnown => AllProviders.Kinds.SelectMany(
        kind => kind.WellKnown.Select(known => (known.Name, $"Providers:{kind.Id}:{known.Setting}")));

    /// <summary>Returns the name that other tools use for a setting; null if there is none.</summary>
    public static string? WellKnownNameOf(string setting) =>
        WellKnown.FirstOrDefault(known => known.Setting.Equals(setting, StringComparison.OrdinalIgnoreCase)).Name;

    /// <summary>Adds the files of a folder, and the well-known names, to the sources of a configuration.</summary>
    public static EnvironmentFiles AddTo(ConfigurationManager configuration, string folder)
    {
        var files = new EnvironmentFiles();
        var sources = configuration.Sources;
        var first = sources.ToList().FindIndex(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        var at = first < 0 ? sources.Count : first;
        foreach (var file in Files)
        {
            sources.Insert(at++, new MemoryConfigurationSource { InitialData = files.Read(folder, file) });
        }

        var translated = WellKnown
            .Select(known => KeyValuePair.Create(known.Setting, configuration[known.Name]))
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
            .ToList();
        sources.Insert(0, new MemoryConfigurationSource { InitialData = translated });
        foreach (var (name, setting) in WellKnown)
        {
            if (files._places.TryGetValue(name, out var place))
            {
                files._places.TryAdd(setting, place);
            }
        }

        return files;
    }

    /// <summary>Returns the file and line of a value; null if it comes from elsewhere.</summary>
    public string? PlaceOf(string key, string? value) =>
        _places.TryGetValue(key, out var place) && place.Value == value ? place.Place : null;

    /// <summary>Returns the setting of a variable, as the framework does: <c>ASPNETCORE_URLS</c> is <c>urls</c>, and two underscores are a colon.</summary>
    private static string SettingOf(string name)
    {
        var prefix = HostPrefixes.FirstOrDefault(one => name.StartsWith(one, StringComparison.OrdinalIgnoreCase)) ?? "";
        return name[prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
    }

    private List<KeyValuePair<string, string?>> Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        EnvironmentFile file;
        try
        {
            if (Directory.Exists(path))
            {
                _warnings.Add($"{name} is a folder, not a file: no settings are read from it.");
                return [];
            }

            file = EnvironmentFile.Parse(File.ReadAllBytes(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{name}: the file cannot be read: {unreadable.Message}");
            return [];
        }

        _problems.AddRange(file.Problems.Select(problem => $"{name}, {problem}"));
        return [.. file.Lines.GroupBy(line => SettingOf(line.Name), StringComparer.OrdinalIgnoreCase).Select(same => Last(name, same))
            .Where(line => Environment.GetEnvironmentVariable(line.Name) is null)
            .Select(line => KeyValuePair.Create(SettingOf(line.Name), (string?)line.Value))];
    }

    /// <summary>The last assignment of a setting counts, as in a shell.</summary>
    private EnvironmentLine Last(string file, IGrouping<string, EnvironmentLine> same)
    {
        var lines = same.ToList();
        var last = lines[^1];
        if (lines.Count > 1)
        {
            _warnings.Add($"{file}: {last.Name} is set on line {string.Join(" and on line ", lines.Select(line => line.Number))}. Line {last.Number} is used.");
        }

        _places[same.Key] = (last.Value, $"{file}, line {last.Number}");
        return last;
    }
}
