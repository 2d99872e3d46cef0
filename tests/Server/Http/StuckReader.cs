using System.Net.Sockets;
using System.Text;

namespace Darkroom.Tests.Server.Http;

/// <summary>A client that sends a request and does not read the response.</summary>
internal static class StuckReader
{
    public static async Task<TcpClient> OpenAsync(Uri server, string path)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\n\r\n"), TestContext.Current.CancellationToken);
        return client;
    }
}
