using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.ServerSentEvents;

namespace Darkroom.Bench.Load;

/// <summary>One person with a browser of their own: a few connections that are kept open, and every byte that came over them counted.</summary>
internal abstract class Viewer : IDisposable
{
    /// <summary>As many connections as browsers open to one host.</summary>
    private const int Connections = 6;

    private readonly ReceivedBytes _received = new();

    protected Viewer(Uri server)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseProxy = false, ConnectCallback = _received.ConnectAsync };
        Client = new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromMinutes(5) };
    }

    protected HttpClient Client { get; }

    /// <summary>Asks for pictures and looks at them until all are there.</summary>
    public Task<Seen> WatchAsync(string prompt, int images, CancellationToken cancellationToken) =>
        SeeAsync(prompt, partial => FollowAsync(prompt, images, partial, cancellationToken));

    /// <summary>Asks for one picture and leaves.</summary>
    public abstract Task LeaveAsync(string prompt, CancellationToken cancellationToken);

    public void Dispose() => Client.Dispose();

    /// <param name="partial">Told of each partial image, by the image's number, once all its bytes are there.</param>
    /// <returns>How many final images came.</returns>
    protected abstract Task<int> FollowAsync(string prompt, int images, Action<int> partial, CancellationToken cancellationToken);

    protected async Task<Seen> SeeAsync(string prompt, Func<Action<int>, Task<int>> follow)
    {
        var before = _received.Count;
        var partials = new ConcurrentQueue<(int Image, long At)>();
        var finals = await follow(image => partials.Enqueue((image, Stopwatch.GetTimestamp())));
        var first = partials.GroupBy(one => one.Image).Select(image => image.Min(one => one.At)).Order().ToArray();
        return new Seen(prompt, first, partials.Count, finals, _received.Count - before);
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

/// <summary>What one person saw of one generation.</summary>
/// <param name="Prompt">Which is no one else's.</param>
/// <param name="FirstPartials">When each image's first partial image was there, earliest first; timestamps of <see cref="Stopwatch"/>.</param>
/// <param name="Partials">Partial images in all.</param>
/// <param name="Finals">Final images.</param>
/// <param name="Bytes">Received for it, HTTP headers included.</param>
internal sealed record Seen(string Prompt, long[] FirstPartials, int Partials, int Finals, long Bytes);
