using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Darkroom.Server.Configuration;

namespace Darkroom.Server.CommandLine;

/// <summary>What every command has: the streams, the settings, and the option <c>--json</c>.</summary>
/// <param name="switches">Settings that were given as arguments, such as <c>--DARKROOM_DATA DIR</c>.</param>
internal sealed class CommandContext(CommandConsole console, string[] switches)
{
    private const int MaxPromptLength = 100_000;

    public TextReader Input => console.Input;

    public TextWriter Output => console.Output;

    public TextWriter Error => console.Error;

    /// <summary>Settings that were given as arguments, for the host's configuration.</summary>
    public string[] Switches => switches;

    /// <summary>An option of every command.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON to the output, and messages for people to the error stream", Recursive = true };

    /// <summary>Where messages for people go: the error stream if the output is JSON.</summary>
    public TextWriter Messages(ParseResult arguments) => arguments.GetValue(Json) ? Error : Output;

    /// <summary>Returns a prompt from the arguments, or from the input if it is a hyphen.</summary>
    /// <exception cref="CommandException">The input is too long, or empty.</exception>
    public async Task<string> ReadPromptAsync(string argument, CancellationToken cancellationToken)
    {
        if (argument != "-")
        {
            return argument;
        }

        var buffer = new char[MaxPromptLength + 1];
        var length = await Input.ReadBlockAsync(buffer, cancellationToken);
        var prompt = new string(buffer, 0, length).TrimEnd('\r', '\n');
        return length > MaxPromptLength
            ? throw new CommandException(ExitCodes.Usage, $"The input is longer than {MaxPromptLength} characters. A prompt is a text, not a file of another kind.")
            : prompt.Length > 0 ? prompt : throw new CommandException(ExitCodes.Usage, "The input is empty. Write for example: echo 'a fox in the snow' | darkroom generate -");
    }

    /// <summary>Whether the output is a terminal, which shows progress and images.</summary>
    public bool IsTerminal => console.IsTerminal;

    /// <summary>Writes the result of a command as one line of JSON.</summary>
    public Task WriteJsonAsync<T>(T value, JsonTypeInfo<T> type) => Output.WriteLineAsync(CommandJson.Line(value, type));

    /// <summary>Returns an environment variable, or the setting of this name among the arguments; null if it is neither.</summary>
    public string? Variable(string name)
    {
        var variables = new ConfigurationManager();
        variables.AddEnvironmentVariables().AddCommandLine(switches);
        return variables[name] is { Length: > 0 } value ? value : null;
    }

    /// <summary>Reads the settings as the server does.</summary>
    /// <exception cref="StartupException">A setting is invalid.</exception>
    public ServerSettings ReadSettings()
    {
        var (configuration, files) = ReadConfiguration();
        return ServerSettings.Read(configuration, files);
    }

    /// <summary>Returns the configuration that the server has.</summary>
    public (IConfiguration Configuration, EnvironmentFiles Files) ReadConfiguration()
    {
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_").AddEnvironmentVariables().AddCommandLine(switches);
        return (configuration, EnvironmentFiles.AddTo(configuration, Directory.GetCurrentDirectory()));
    }

    /// <summary>Returns the absolute path of the data folder.</summary>
    /// <exception cref="StartupException">A setting is invalid.</exception>
    public string DataFolder() => ReadSettings().DataFolder;
}
