using System.Net;
using System.Net.Sockets;
using Darkroom.Providers.Http;

namespace Darkroom.Server.Http;

/// <summary>Connections to addresses that clients name. The address that is connected to is checked, because a name can resolve to any.</summary>
internal static class PublicNetwork
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Creates a client that reaches public addresses only and follows no redirect.</summary>
    /// <param name="maxBytes">The maximum length of a response that is read as a whole.</param>
    public static HttpClient CreateClient(long maxBytes) => new(
        new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout, UseProxy = false, UseCookies = false, ConnectCallback = ConnectAsync })
    {
        MaxResponseContentBufferSize = maxBytes,
    };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (addresses.Length == 0 || addresses.Any(PrivateHosts.Contains))
        {
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is not a public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
