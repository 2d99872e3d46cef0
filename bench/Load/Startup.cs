using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Darkroom.Bench.Provider;

namespace Darkroom.Bench.Load;

/// <summary>The start time and the idle memory of a server.</summary>
/// <param name="FirstAnswer">The time from the start of the process to its first response, in seconds; the median of several starts.</param>
/// <param name="IdleMemory">The resident memory a few seconds later, in megabytes.</param>
/// <param name="IdlePrivate">The part of it that no file backs, in megabytes.</param>
internal sealed record Startup(double FirstAnswer, double IdleMemory, double IdlePrivate)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(2);

    /// <param name="starts">The number of starts, at least 1. One additional start before them creates the data folder.</param>
    public static async Task<Startup> MeasureAsync(Contender contender, ProviderProcess provider, int starts, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        try
        {
            var seconds = new List<double>();
            var (resident, own) = (0.0, 0.0);
            for (var i = 0; i <= starts; i++)
            {
                var port = FreePort();
                var began = Stopwatch.GetTimestamp();
                await using var process = contender.Start(provider.Address, folder, port);
                await WaitForResponseAsync(new Uri($"http://127.0.0.1:{port}/"), cancellationToken);
                seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
                if (i == starts)
                {
                    await Task.Delay(Idle, TimeProvider.System, cancellationToken);
                    (resident, own) = (process.Memory, process.PrivateMemory);
                }
            }

            return new Startup(seconds.Skip(1).Order().ElementAt(starts / 2), resident, own);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitForResponseAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(address, cancellationToken);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException refused) when (refused.HttpRequestError is HttpRequestError.ConnectionError)
            {
                // The server does not listen yet.
                await Task.Delay(RetryInterval, TimeProvider.System, cancellationToken);
            }
        }
    }
}
