using Darkroom.Client;
using Darkroom.Sqlite;

namespace Darkroom.Server.CommandLine.Connection;

/// <summary>A server and its client: a server elsewhere, the one that holds the data folder, or one of this process.</summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    /// <summary>How long a server may take to answer a health check.</summary>
    public static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(15);

    private readonly PrivateServer? _own;

    private ServerConnection(Uri address, string? key, PrivateServer? own)
    {
        _own = own;
        Http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null)
        {
            Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        Client = new DarkroomClient(Http, new DarkroomClientOptions { BaseAddress = address, ReconnectTimeout = TimeSpan.FromMinutes(2) });

        // With a slash at its end: without one, relative addresses would replace the path of the server.
        Http.BaseAddress = Client.BaseAddress;
    }

    public DarkroomClient Client { get; }

    /// <summary>The connections of the client, with the address of the server.</summary>
    public HttpClient Http { get; }

    /// <summary>True if the server is part of this process.</summary>
    public bool InProcess => _own is not null;

    /// <summary>Uses a server at an address, which is not contacted yet.</summary>
    public static ServerConnection Open(Uri address, string? key) => new(address, key, own: null);

    /// <summary>Uses the server that holds the data folder; if none does, starts one in this process.</summary>
    /// <param name="key">The access key; null for that of the settings.</param>
    public static async Task<ServerConnection> OpenLocalAsync(CommandContext context, string? key, CancellationToken cancellationToken)
    {
        var settings = context.ReadSettings();
        var folder = settings.DataFolder;
        if (DataFolder.ReadAddress(folder) is { } address)
        {
            var running = Open(address, key ?? settings.AccessKey);
            if (await RespondsAsync(running.Http, cancellationToken))
            {
                return running;
            }

            await running.DisposeAsync();
            throw new CommandException(
                ExitCodes.Unavailable, $"The Darkroom that holds the data folder {folder} does not respond at {address}. If it is stopping, try again in a moment.");
        }

        var own = await PrivateServer.StartAsync(context, settings, cancellationToken);
        return new ServerConnection(own.Address, own.Key, own);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static async Task<bool> RespondsAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ProbeTimeout);
        try
        {
            // Any answer will do: what is wrong with it is reported by the command's own request.
            using var response = await http.GetAsync(new Uri("health/live", UriKind.Relative), timeout.Token);
            return true;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
