using Darkroom.Server.Configuration;
using Darkroom.Sqlite;

namespace Darkroom.Server.CommandLine.Connection;

/// <summary>
/// The complete server in this process, for one command: on a free port of 127.0.0.1 and with a key that only this process knows, unless the settings
/// have one. When it stops it lets what runs finish, as a server does.
/// </summary>
internal sealed class PrivateServer : IAsyncDisposable
{
    private const string EndpointsSection = "Kestrel:Endpoints";
    private const string AnyPort = "http://127.0.0.1:0";
    private readonly WebApplication _app;

    private PrivateServer(WebApplication app, Uri address, string key) => (_app, Address, Key) = (app, address, key);

    public Uri Address { get; }

    public string Key { get; }

    /// <exception cref="CommandException">Another command holds the data folder.</exception>
    /// <exception cref="StartupException">The settings or the data folder cannot be used.</exception>
    public static async Task<PrivateServer> StartAsync(CommandContext context, ServerSettings settings, CancellationToken cancellationToken)
    {
        var folder = settings.DataFolder;
        if (DataFolder.IsHeld(folder))
        {
            throw new CommandException(
                ExitCodes.Storage,
                $"Another command of Darkroom is using the data folder {folder}, or a server that is just starting. Wait for it, or run 'darkroom serve': a server works for many commands at once.");
        }

        var key = settings.AccessKey ?? ServerSettings.NewAccessKey();
        var app = await DarkroomServer.BuildAsync(context.Switches, builder => Adjust(builder, key), cancellationToken: cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
            return new PrivateServer(app, new Uri(new Uri(app.Urls.First()), settings.Http.PathBase), key);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static void Adjust(WebApplicationBuilder builder, string key)
    {
        // Endpoints of the settings would be added to, or win over, the private address.
        var endpoints = builder.Configuration.GetSection(EndpointsSection).GetChildren()
            .Select(endpoint => KeyValuePair.Create($"{endpoint.Path}:Url", (string?)AnyPort));
        builder.Configuration.AddInMemoryCollection(
        [
            new("urls", AnyPort),
            new(ConnectionOptions.KeyVariable, key),
            .. endpoints,
        ]);

        // The output belongs to the command, and so does Ctrl+C.
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
    }

    /// <summary>Handles no signals.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
