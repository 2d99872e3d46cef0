using System.CommandLine;

namespace Darkroom.Server.CommandLine.Connection;

/// <summary>The options that choose the server of a command.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>The environment variable for <c>--server</c>.</summary>
    public const string ServerVariable = "DARKROOM_SERVER";

    /// <summary>The environment variable for <c>--key</c>, and the server's own setting.</summary>
    public const string KeyVariable = "DARKROOM_ACCESS_KEY";

    private readonly Option<string?> _server = new("--server")
    {
        HelpName = "URL",
        Description = $"The address of a Darkroom server; otherwise {ServerVariable}, else the server of the data folder if it runs, else none: the command does the work itself",
    };

    private readonly Option<string?> _key = new("--key")
    {
        HelpName = "KEY",
        Description = $"The access key of the server; otherwise {KeyVariable}. Other users of this machine can see arguments: prefer the variable",
    };

    public void AddTo(Command command)
    {
        command.Add(_server);
        command.Add(_key);
    }

    /// <summary>Connects to the chosen server.</summary>
    /// <exception cref="CommandException">The address is not valid, or the data folder is in use by a process that is not a server.</exception>
    /// <exception cref="StartupException">The settings are not valid, or the data folder cannot be used.</exception>
    public Task<ServerConnection> ConnectAsync(CommandContext context, ParseResult arguments, CancellationToken cancellationToken)
    {
        var server = arguments.GetValue(_server) ?? context.Variable(ServerVariable);
        var key = arguments.GetValue(_key) ?? context.Variable(KeyVariable);
        if (server is null)
        {
            return ServerConnection.OpenLocalAsync(context, key, cancellationToken);
        }

        return Uri.TryCreate(server, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? Task.FromResult(ServerConnection.Open(address, key))
            : throw new CommandException(ExitCodes.Usage, $"'{server}' is not the address of a server. Write for example http://127.0.0.1:5080.");
    }
}
