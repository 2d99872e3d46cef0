using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.ServerSentEvents;

namespace Darkroom.Bench.Load;

/// <summary>One user with their own browser: a few persistent connections, whose received bytes are counted.</summary>
internal abstract class Viewer : IDisposable
{
    /// <summary>The number of connections that browsers open to one host.</summary>
    private const int Connections = 6;

    private readonly ReceivedByteCounter _received = new();

    protected Viewer(Uri server)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseProxy = false, ConnectCallback = _received.ConnectAsync };
        Client = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromMinutes(5) };
    }

    protected HttpClient Client { get; }

    /// <summary>Starts a generation and follows it until all images are complete.</summary>
    public Task<ViewerResult> WatchAsync(string prompt, int images, CancellationToken cancellationToken) =>
        MeasureAsync(prompt, partial => FollowAsync(prompt, images, partial, cancellationToken));

    /// <summary>Starts a generation of one image and disconnects.</summary>
    public abstract Task LeaveAsync(string prompt, CancellationToken cancellationToken);

    public void Dispose() => Client.Dispose();

    /// <param name="partial">Called for each partial image, with the number of the image, once all its bytes have arrived.</param>
    /// <returns>The number of final images.</returns>
    protected abstract Task<int> FollowAsync(string prompt, int images, Action<int> partial, CancellationToken cancellationToken);

    protected async Task<ViewerResult> MeasureAsync(string prompt, Func<Action<int>, Task<int>> follow)
    {
        var before = _received.Count;
        var partials = new ConcurrentQueue<(int Image, long At)>();
        var finals = await follow(image => partials.Enqueue((image, Stopwatch.GetTimestamp())));
        var first = partials.GroupBy(one => one.Image).Select(image => image.Min(one => one.At)).Order().ToArray();
        return new ViewerResult(prompt, first, partials.Count, finals, _received.Count - before);
    }

    /// <summary>Reads server-sent events to their end, without heartbeats.</summary>
    protected static async IAsyncEnumerable<SseItem<T>> EventsAsync<T>(
        HttpResponseMessage response,
        SseItemParser<T> parser,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream, parser).EnumerateAsync(cancellationToken))
        {
            if (item.EventType == "heartbeat")
            {
                continue;
            }

            yield return item;
        }
    }
}

/// <summary>What one viewer received of one generation.</summary>
/// <param name="Prompt">The prompt, unique per generation.</param>
/// <param name="FirstPartials">The times at which each image's first partial image had arrived, ascending; timestamps of <see cref="Stopwatch"/>.</param>
/// <param name="Partials">The number of partial images.</param>
/// <param name="Finals">The number of final images.</param>
/// <param name="Bytes">The number of bytes received, HTTP headers included.</param>
internal sealed record ViewerResult(string Prompt, long[] FirstPartials, int Partials, int Finals, long Bytes);
