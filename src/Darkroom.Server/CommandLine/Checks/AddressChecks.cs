using System.Net;
using System.Net.Sockets;
using Darkroom.Server.Configuration;
using Darkroom.Sqlite;

namespace Darkroom.Server.CommandLine.Checks;

/// <summary>Checks whether a server runs, or could listen where it is to.</summary>
internal static class AddressChecks
{
    private const string Check = "address";

    public static async Task<IReadOnlyList<Finding>> RunAsync(string folder, IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        if (DataFolder.ReadAddress(folder) is { } running)
        {
            return [await RespondsAsync(running, cancellationToken)];
        }

        if (DataFolder.IsHeld(folder))
        {
            return
            [
                Finding.Warning(Check, $"A process holds the data folder {folder}, but no server listens yet.", "If a server is starting or upgrading, or an import runs: wait for it."),
            ];
        }

        return [.. addresses.Select(IsFree)];
    }

    private static async Task<Finding> RespondsAsync(Uri running, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var response = await http.GetAsync(new Uri($"{running.AbsoluteUri.TrimEnd('/')}/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode
                ? Finding.Ok(Check, $"Darkroom runs at {running} and is ready.")
                : Finding.Error(Check, $"Darkroom runs at {running} but is not ready: it answers with {(int)response.StatusCode}.", "Its log has the reason.");
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Finding.Error(Check, $"Darkroom holds the data folder but does not respond at {running}: {fault.Message}", "Look into its log, or restart it.");
        }
    }

    /// <summary>Listens for a moment where the server is to listen.</summary>
    private static Finding IsFree(string address)
    {
        if (ListenAddresses.Problem(address) is { } problem)
        {
            return Finding.Error(Check, $"A server cannot listen on {address}: {problem}.", "Write for example ASPNETCORE_URLS=http://127.0.0.1:5080.");
        }

        var binding = BindingAddress.Parse(address);
        if (binding.IsUnixPipe || binding.IsNamedPipe || binding.Port == 0)
        {
            return Finding.Ok(Check, $"No server runs; it would listen on {address}.");
        }

        var host = IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) ? ip
            : ListenAddresses.IsLoopbackHost(binding.Host) ? IPAddress.Loopback
            : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(host, binding.Port);
            listener.Start();
            return Finding.Ok(Check, $"No server runs, and {address} is free.");
        }
        catch (SocketException refused)
        {
            return Finding.Error(
                Check, $"A server cannot listen on {address}: {refused.Message}", "Stop the other program, or set ASPNETCORE_URLS to another address, for example http://127.0.0.1:5081.");
        }
    }
}
