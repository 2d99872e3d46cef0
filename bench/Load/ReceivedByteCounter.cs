using System.Net;
using System.Net.Sockets;

namespace Darkroom.Bench.Load;

/// <summary>Counts the bytes received over all connections of one client.</summary>
internal sealed class ReceivedByteCounter
{
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Connects; assign it to <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(context.DnsEndPoint.Host, context.DnsEndPoint.Port), cancellationToken);
            return new Counted(socket, this);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Counted(Socket socket, ReceivedByteCounter owner) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            Interlocked.Add(ref owner._count, read);
            return read;
        }
    }
}
