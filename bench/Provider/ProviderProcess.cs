using System.Net.Http.Json;
using Darkroom.Bench.Load;

namespace Darkroom.Bench.Provider;

/// <summary>The process of the scripted provider.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private readonly MeasuredProcess _process;
    private readonly HttpClient _client;

    private ProviderProcess(MeasuredProcess process) =>
        (_process, _client) = (process, new HttpClient { BaseAddress = process.Address });

    public Uri Address => _process.Address;

    /// <summary>Starts the process.</summary>
    /// <param name="images">The number of different images.</param>
    public static async Task<ProviderProcess> StartAsync(int images)
    {
        var process = MeasuredProcess.Start(["dotnet", typeof(ProviderProcess).Assembly.Location, "provider", $"{images}"], Path.GetTempPath(), []);
        await process.WaitUntilListeningAsync();
        return new ProviderProcess(process);
    }

    /// <summary>Returns what it has sent so far.</summary>
    public async Task<SentLog> LogAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<SentLog>("/sent", cancellationToken))!;

    /// <summary>Returns the sizes of each image's partial images and final image, in bytes.</summary>
    public async Task<int[][]> SizesAsync(CancellationToken cancellationToken) =>
        (await _client.GetFromJsonAsync<int[][]>("/sizes", cancellationToken))!;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }
}
