using System.CommandLine;
using Darkroom.Server.CommandLine.Connection;
using Darkroom.Server.Mcp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>mcp</c>: serves the Model Context Protocol over standard input and output, for programs that start it.</summary>
internal static class McpCommand
{
    public static Command Create(CommandContext context)
    {
        var connection = new ConnectionOptions();
        var command = new Command("mcp", "Serve the Model Context Protocol over standard input and output");
        connection.AddTo(command);
        command.SetAction((arguments, cancellationToken) => connection.Find(context, arguments) is var (address, key)
            ? PassOnAsync(address, key, cancellationToken)
            : ServeAsync(context, cancellationToken));
        return command;
    }

    private static async Task<int> PassOnAsync(Uri address, string? key, CancellationToken cancellationToken)
    {
        await using var streams = StdioServer.Open(NullLoggerFactory.Instance);
        using var bridge = new StdioBridge(address, streams);
        await bridge.RunAsync(key, cancellationToken);
        return ExitCodes.Ok;
    }

    private static async Task<int> ServeAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var app = await DarkroomServer.BuildAsync(context.Switches, StdioServer.Prepare, cancellationToken: cancellationToken);
        await app.StartAsync(cancellationToken);
        await StdioServer.RunAsync(app.Services, cancellationToken);
        await app.StopAsync(CancellationToken.None);
        return ExitCodes.Ok;
    }
}
