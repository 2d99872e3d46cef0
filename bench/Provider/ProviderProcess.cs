using System.Net.Http.Json;
using Darkroom.Bench.Load;

namespace Darkroom.Bench.Provider;

/// <summary>The scripted provider, seen from the outside.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private readonly MeasuredProcess _process;
    private readonly HttpClient _client;

    private ProviderProcess(MeasuredProcess process) =>
        (_process, _client) = (process, new HttpClient { BaseAddress = process.Address });

    public Uri Address => _process.Address;

    /// <param name="pictures">How many different ones there are.</param>
    public static async Task<ProviderProcess> StartAsync(int pictures)
    {
        var process = MeasuredProcess.Begin(["dotnet", typeof(ProviderProcess).Assembly.Location, "provider", $"{pictures}"], Path.GetTempPath(), []);
        await process.ListensAsync();
        return new ProviderProcess(process);
    }

    /// <summary>What it has done so far.</summary>
    public async Task<SentLog> LogAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<SentLog>("/sent", cancellationToken))!;

    /// <summary>Of each picture's partial images and its final one, in bytes of PNG.</summary>
    public async Task<int[][]> SizesAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<int[][]>("/sizes", cancellationToken))!;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }
}
