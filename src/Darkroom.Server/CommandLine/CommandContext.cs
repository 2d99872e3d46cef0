using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Darkroom.Server.Configuration;

namespace Darkroom.Server.CommandLine;

/// <summary>What every command has: the streams, the settings, and the option <c>--json</c>.</summary>
/// <param name="switches">Settings that were given as arguments, such as <c>--DARKROOM_DATA DIR</c>.</param>
internal sealed class CommandContext(CommandConsole console, string[] switches)
{
    public TextReader Input => console.Input;

    public TextWriter Output => console.Output;

    public TextWriter Error => console.Error;

    /// <summary>Settings that were given as arguments, for the host's configuration.</summary>
    public string[] Switches => switches;

    /// <summary>An option of every command.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON to the output, and messages for people to the error stream", Recursive = true };

    /// <summary>Where messages for people go: the error stream if the output is JSON.</summary>
    public TextWriter Messages(ParseResult arguments) => arguments.GetValue(Json) ? Error : Output;

    /// <summary>Writes the result of a command as one line of JSON.</summary>
    public Task WriteJsonAsync<T>(T value, JsonTypeInfo<T> type) => Output.WriteLineAsync(JsonSerializer.Serialize(value, type));

    /// <summary>Reads the settings as the server does.</summary>
    /// <exception cref="StartupException">A setting is invalid.</exception>
    public ServerSettings ReadSettings()
    {
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables().AddCommandLine(switches);
        var files = EnvironmentFiles.AddTo(configuration, Directory.GetCurrentDirectory());
        return ServerSettings.Read(configuration, files);
    }

    /// <summary>Returns the absolute path of the data folder.</summary>
    /// <exception cref="StartupException">A setting is invalid.</exception>
    public string DataFolder() => Path.GetFullPath(ReadSettings().DataFolder);
}
