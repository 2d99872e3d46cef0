using System.Net.Sockets;
using System.Text;

namespace Darkroom.Bench.Soaking;

/// <summary>Clients that request a stream with all its images and never read a byte of it.</summary>
internal sealed class DeadReaders(Uri address) : IDisposable
{
    private readonly List<TcpClient> _clients = [];

    public async Task AddAsync(string id, CancellationToken cancellationToken)
    {
        var reader = new TcpClient { ReceiveBufferSize = 1024 };
        lock (_clients)
        {
            _clients.Add(reader);
        }

        await reader.ConnectAsync(address.Host, address.Port, cancellationToken);

        // Repeated to fill every buffer between server and client.
        var requests = string.Concat(Enumerable.Repeat($"GET /api/generations/{id}/events?inline=all HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n", 50));
        await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes(requests), cancellationToken);
    }

    public void Dispose() => _clients.ForEach(reader => reader.Dispose());
}
