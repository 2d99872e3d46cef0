using System.CommandLine;
using Darkroom.Sqlite;

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
    public Task<ServerConnection> ConnectAsync(CommandContext context, ParseResult arguments, CancellationToken cancellationToken) =>
        AddressOf(context, arguments) is { } address
            ? Task.FromResult(ServerConnection.Open(address, KeyOf(context, arguments)))
            : ServerConnection.OpenLocalAsync(context, KeyOf(context, arguments), cancellationToken);

    /// <summary>Returns the chosen server, or the one that holds the data folder; null if the command does the work itself.</summary>
    /// <exception cref="CommandException">The address is not valid.</exception>
    /// <exception cref="StartupException">The settings are not valid.</exception>
    public (Uri Address, string? Key)? Find(CommandContext context, ParseResult arguments)
    {
        if (FindChosen(context, arguments) is { } chosen)
        {
            return chosen;
        }

        var settings = context.ReadSettings();
        return DataFolder.ReadAddress(settings.DataFolder) is { } running ? (running, KeyOf(context, arguments) ?? settings.AccessKey) : null;
    }

    /// <summary>Returns the server that was chosen by its address; null if none was.</summary>
    /// <exception cref="CommandException">The address is not valid.</exception>
    public (Uri Address, string? Key)? FindChosen(CommandContext context, ParseResult arguments) =>
        AddressOf(context, arguments) is { } chosen ? (chosen, KeyOf(context, arguments)) : null;

    /// <summary>Returns whether a key is among the arguments.</summary>
    public bool HasKey(ParseResult arguments) => arguments.GetValue(_key) is not null;

    private Uri? AddressOf(CommandContext context, ParseResult arguments)
    {
        if ((arguments.GetValue(_server) ?? context.Variable(ServerVariable)) is not { } server)
        {
            return null;
        }

        return Uri.TryCreate(server, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandException(ExitCodes.Usage, $"'{server}' is not the address of a server. Write for example http://127.0.0.1:5080.");
    }

    private string? KeyOf(CommandContext context, ParseResult arguments) => arguments.GetValue(_key) ?? context.Variable(KeyVariable);
}
