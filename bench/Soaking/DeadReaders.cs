using System.Net.Sockets;
using System.Text;

namespace Darkroom.Bench.Soaking;

/// <summary>Readers that ask for a stream, with all its pictures, and never read a byte of it.</summary>
internal sealed class DeadReaders(Uri address) : IDisposable
{
    private readonly List<TcpClient> _crowd = [];

    public async Task AddAsync(string id, CancellationToken cancellationToken)
    {
        var reader = new TcpClient { ReceiveBufferSize = 1024 };
        lock (_crowd)
        {
            _crowd.Add(reader);
        }

        await reader.ConnectAsync(address.Host, address.Port, cancellationToken);

        // Often enough in a row to fill every buffer on the way.
        var requests = string.Concat(Enumerable.Repeat($"GET /api/generations/{id}/events?inline=all HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n", 50));
        await reader.GetStream().WriteAsync(Encoding.ASCII.GetBytes(requests), cancellationToken);
    }

    public void Dispose() => _crowd.ForEach(reader => reader.Dispose());
}
