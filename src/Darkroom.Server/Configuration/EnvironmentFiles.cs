using Darkroom.Providers;
using DotNetEnv;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace Darkroom.Server.Configuration;

/// <summary>
/// <c>.env</c> and <c>.env.local</c> of the working directory, and the names that other tools use for the same settings.
/// A real environment variable wins over <c>.env.local</c>, that over <c>.env</c>, that over appsettings; a well-known name
/// loses against the same setting written out.
/// </summary>
internal static class EnvironmentFiles
{
    /// <summary>Later ones win.</summary>
    private static readonly string[] Files = [".env", ".env.local"];

    private static readonly string[] HostPrefixes = ["ASPNETCORE_", "DOTNET_"];

    private static IEnumerable<(string Name, string Setting)> WellKnown => KnownProviders.All.SelectMany(
        kind => kind.WellKnown.Select(known => (known.Name, $"Providers:{kind.Id}:{known.Setting}")));

    public static void AddEnvironmentFiles(this ConfigurationManager configuration, string folder)
    {
        var sources = configuration.Sources;
        var first = sources.ToList().FindIndex(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        var at = first < 0 ? sources.Count : first;
        foreach (var file in Files.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            sources.Insert(at++, new MemoryConfigurationSource { InitialData = Read(file) });
        }

        var translated = WellKnown
            .Select(known => KeyValuePair.Create(known.Setting, configuration[known.Name]))
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
            .ToList();
        sources.Insert(0, new MemoryConfigurationSource { InitialData = translated });
    }

    /// <summary>As the framework reads real variables: <c>ASPNETCORE_URLS</c> is <c>urls</c>, and two underscores are a colon.</summary>
    private static string SettingOf(string name)
    {
        var prefix = HostPrefixes.FirstOrDefault(one => name.StartsWith(one, StringComparison.OrdinalIgnoreCase)) ?? "";
        return name[prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
    }

    private static List<KeyValuePair<string, string?>> Read(string file)
    {
        try
        {
            return [.. Env.NoEnvVars().Load(file)
                .Where(pair => Environment.GetEnvironmentVariable(pair.Key) is null)
                .Select(pair => KeyValuePair.Create(SettingOf(pair.Key), (string?)pair.Value))];
        }
        catch (Exception unreadable) when (unreadable is not OutOfMemoryException)
        {
            // The parser quotes the line it stumbles over, and that line may hold a secret.
            throw new StartupException(
                $"{file} cannot be read. Write one NAME=value a line; put values with spaces or # in double quotes.",
                StartupException.BadConfiguration);
        }
    }
}
