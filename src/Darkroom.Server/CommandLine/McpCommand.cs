using System.CommandLine;
using Darkroom.Server.Mcp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>mcp</c>: serves the Model Context Protocol over standard input and output, for programs that start it.</summary>
internal static class McpCommand
{
    public static Command Create(CommandContext context)
    {
        var server = new Option<Uri?>("--server")
        {
            Description = "The address of a Darkroom that runs, such as http://127.0.0.1:5080; without it, the images are made in this process",
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? address
                : Reject(result, $"'{result.Tokens[0].Value}' is not an address such as http://127.0.0.1:5080."),
        };
        var key = new Option<string?>("--key") { Description = "The access key of that Darkroom; DARKROOM_ACCESS_KEY by default" };
        var command = new Command("mcp", "Serve the Model Context Protocol over standard input and output") { server, key };
        command.SetAction((arguments, cancellationToken) => arguments.GetValue(server) is { } address
            ? PassOnAsync(address, arguments.GetValue(key) ?? context.ReadSettings().AccessKey, cancellationToken)
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
        await using var app = await BuildAsync(context, cancellationToken);
        await app.StartAsync(cancellationToken);
        await StdioServer.RunAsync(app.Services, cancellationToken);
        await app.StopAsync(CancellationToken.None);
        return ExitCodes.Ok;
    }

    private static async Task<WebApplication> BuildAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await DarkroomServer.BuildAsync(context.Switches, StdioServer.Prepare, cancellationToken: cancellationToken);
        }
        catch (StartupException refused)
        {
            throw new CommandException(ExitCodes.Failed, $"{refused.Message}\nIf a Darkroom runs with this data folder, use that one: darkroom mcp --server http://127.0.0.1:5080");
        }
    }

    private static Uri? Reject(System.CommandLine.Parsing.ArgumentResult result, string problem)
    {
        result.AddError(problem);
        return null;
    }
}
