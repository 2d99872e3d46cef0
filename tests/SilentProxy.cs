using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Darkroom.Tests;

/// <summary>
/// A TCP proxy whose connections can become silent without closing, as after a laptop's sleep or in a router that dropped them, or be cut. New
/// connections work.
/// </summary>
internal sealed class SilentProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Line> _lines = [];
    private readonly Uri _target;
    private readonly Task _accepting;

    private SilentProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

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
    }
}
