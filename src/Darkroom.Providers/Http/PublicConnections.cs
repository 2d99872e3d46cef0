using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Darkroom.Providers.Http;

/// <summary>
/// Opens connections to the public internet only. The address that is checked is the address that is connected to, so a name that resolves
/// to a private address is rejected, also after a redirect and with every new connection.
/// </summary>
/// <param name="resolve">Resolves a host name.</param>
/// <param name="connect">Connects to one address.</param>
internal sealed class PublicConnections(
    Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPEndPoint, CancellationToken, ValueTask<Stream>> connect)
{
    /// <summary>Uses the system's resolver and sockets.</summary>
    public static PublicConnections Default { get; } = new(Dns.GetHostAddressesAsync, ConnectAsync);

    /// <summary>Whether an address may be connected to for a URL.</summary>
    private Func<IPAddress, Uri?, bool> Admits { get; init; } = static (address, _) => !SpecialAddresses.Contains(address);

    /// <summary>True if connections may be those to the operator's proxy, which are not checked.</summary>
    private bool UsesProxy { get; init; } = true;

    /// <summary>Returns connections with another rule, without a proxy.</summary>
    public PublicConnections WithRule(Func<IPAddress, Uri?, bool> admits) => new(resolve, connect) { Admits = admits, UsesProxy = false };

    /// <summary>Implements <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="NotPublicException">The host has no address on the public internet.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        IPAddress[] found = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);

        // Behind the operator's proxy it is the proxy that resolves names and decides where connections may go.
        ImmutableArray<IPAddress> allowed = IsProxy(context) ? [.. found] : [.. found.Where(address => Admits(address, context.InitialRequestMessage.RequestUri))];
        if (allowed.IsEmpty)
        {
            throw found.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new NotPublicException(host);
        }

        return await ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
    }

    private async ValueTask<Stream> ConnectAsync(ImmutableArray<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await connect(new IPEndPoint(addresses[i], port), cancellationToken);
            }
            catch (SocketException) when (i < addresses.Length - 1)
            {
                // Try the next address.
            }
        }
    }

    private bool IsProxy(SocketsHttpConnectionContext context) =>
        UsesProxy
        && context.InitialRequestMessage.RequestUri is { } url
        && HttpClient.DefaultProxy.GetProxy(url) is { } proxy
        && proxy.IdnHost == context.DnsEndPoint.Host
        && proxy.Port == context.DnsEndPoint.Port;

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Thrown when a host has no address on the public internet.</summary>
internal sealed class NotPublicException(string host) : IOException($"{host} is not on the public internet.");
