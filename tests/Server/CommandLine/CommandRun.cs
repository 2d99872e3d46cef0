using System.Text.Json;
using Darkroom.Server.CommandLine;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>A command that ran in this process.</summary>
internal sealed record CommandRun(int Exit, string Output, string Error)
{
    /// <summary>The lines of the output, which are JSON.</summary>
    public IReadOnlyList<JsonElement> Lines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public static Task<CommandRun> RunAsync(params string[] args) => RunAsync("", args);

    /// <summary>Runs a command with an input.</summary>
    public static async Task<CommandRun> RunAsync(string input, string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        using var text = new StringReader(input);
        var exit = await Commands.RunAsync(args, new CommandConsole(text, output, error), TestContext.Current.CancellationToken);
        return new CommandRun(exit, output.ToString(), error.ToString());
    }
}
