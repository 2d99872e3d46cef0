namespace Darkroom.Server.Configuration;

/// <summary>The settings of the environment: variables, <c>.env</c> files, arguments, and the rest of the configuration.</summary>
internal sealed class SettingSources(IConfiguration configuration, EnvironmentFiles files)
{
    /// <summary>Returns what sets a setting, such as <c>OPENAI_API_KEY</c> or <c>OPENAI_API_KEY in .env, line 3</c>; null if the environment does not set it.</summary>
    public string? SourceOf(string name)
    {
        if (configuration[name] is not { Length: > 0 } value)
        {
            return null;
        }

        var variable = name.Replace(":", "__", StringComparison.Ordinal);
        var source = Environment.GetEnvironmentVariable(variable) == value ? variable
            : EnvironmentFiles.WellKnownNameOf(name) is { } known && configuration[known] == value ? known
            : name;
        return files.PlaceOf(name, value) is { } place ? $"{source} in {place}" : source;
    }

    /// <summary>Returns the value of a setting in the environment; null if it is not set there.</summary>
    public string? ValueOf(string name) => configuration[name] is { Length: > 0 } value ? value : null;

    /// <summary>Reads all settings with further ones below those of the environment. A further setting that is not valid is left out.</summary>
    /// <param name="values">The further values by name; null for those that are not set.</param>
    public (ServerSettings Settings, ImmutableArray<SettingProblem> Problems) ReadWith(IReadOnlyDictionary<string, string?> values)
    {
        var (settings, problems) = Read(values);
        if (!problems.Any(problem => values.ContainsKey(problem.Key)))
        {
            return (settings, problems);
        }

        var wrong = problems.Select(problem => problem.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return (Read(values.Where(one => !wrong.Contains(one.Key))).Settings, problems);
    }

    private (ServerSettings Settings, ImmutableArray<SettingProblem> Problems) Read(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var all = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(values.Where(one => one.Value is not null && ValueOf(one.Key) is null))
            .Build();
        var reader = new SettingsReader(all);
        return (ServerSettings.Read(all, reader), reader.Problems);
    }
}
