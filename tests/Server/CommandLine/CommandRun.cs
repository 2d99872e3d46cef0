using Darkroom.Server.CommandLine;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>A command that ran in this process.</summary>
internal sealed record CommandRun(int Exit, string Output, string Error)
{
    public static async Task<CommandRun> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await Commands.RunAsync(args, new CommandConsole(TextReader.Null, output, error), TestContext.Current.CancellationToken);
        return new CommandRun(exit, output.ToString(), error.ToString());
    }
}
