using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Darkroom.Tests;

/// <summary>
/// A TCP proxy whose connections can become silent without closing, as after a laptop's sleep or in a router that dropped them, or be cut. New
/// connections work. It can also become silent within one response.
/// </summary>
internal sealed class SilentProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Line> _lines = [];
    private readonly Uri _target;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _stallIn;

    private SilentProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    private static ReadOnlySpan<byte> EndOfHeaders => "\r\n\r\n"u8;

    public static SilentProxy Start(Uri target) => new(target);

    /// <summary>Stops all traffic over the open connections, in both directions.</summary>
    public void FallSilent()
    {
        foreach (var line in _lines)
        {
            line.Silent = true;
        }
    }

    /// <summary>Closes the open connections.</summary>
    public void Cut()
    {
        foreach (var line in _lines)
        {
            line.Near.Dispose();
            line.Far.Dispose();
        }
    }

    /// <summary>
    /// Lets the connection of the next request that begins with <paramref name="request"/> become silent within the response. Ends when it has.
    /// </summary>
    /// <param name="request">For example <c>GET /gallery</c>.</param>
    public Task StallInAsync(string request)
    {
        _stallIn = request;
        return _stalled.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var line in _lines)
        {
            line.Near.Dispose();
            line.Far.Dispose();
        }

        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var line = new Line(await _listener.AcceptTcpClientAsync(_end.Token), new TcpClient());
                _lines.Enqueue(line);
                await line.Far.ConnectAsync(_target.Host, _target.Port, _end.Token);
                _ = CopyAsync(line, line.Near, line.Far);
                _ = CopyAsync(line, line.Far, line.Near);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task CopyAsync(Line line, TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.GetStream().ReadAsync(buffer, _end.Token)) > 0)
            {
                if (from == line.Near && _stallIn is { } request && buffer.AsSpan(0, count).StartsWith(Encoding.ASCII.GetBytes(request)))
                {
                    (_stallIn, line.Stalls) = (null, true);
                }

                if (from == line.Far && line is { Stalls: true, Silent: false } && buffer.AsSpan(0, count).IndexOf(EndOfHeaders) is >= 0 and var end)
                {
                    // However short the response is, a part of its body is missing.
                    var headers = end + EndOfHeaders.Length;
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, headers + ((count - headers) / 2)), _end.Token);
                    line.Silent = true;
                    _stalled.TrySetResult();
                }

                if (!line.Silent)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _end.Token);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two sides closed the connection.
        }

        // A silent connection does not report that the other side has closed it.
        if (!line.Silent || from == line.Near)
        {
            to.Dispose();
        }
    }

    private sealed class Line(TcpClient near, TcpClient far)
    {
        public TcpClient Near => near;

        public TcpClient Far => far;

        public volatile bool Silent;

        /// <summary>True if the line becomes silent within the next response.</summary>
        public volatile bool Stalls;
    }
}
