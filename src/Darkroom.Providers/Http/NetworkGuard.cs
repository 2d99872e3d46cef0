using System.Collections.Immutable;
using System.Net;

namespace Darkroom.Providers.Http;

/// <summary>
/// Decides where messages of this server may go: to the public internet over https, and to networks that the operator allowed, also over http. Nothing
/// else on a private network can be reached, whatever a name resolves to.
/// </summary>
/// <param name="allowed">The addresses and networks beside the public internet.</param>
public sealed class NetworkGuard(ImmutableArray<IPNetwork> allowed)
{
    /// <summary>Opens the connections; tests replace it.</summary>
    internal PublicConnections Connections { get; init; } = PublicConnections.Default;

    /// <summary>
    /// Returns whether a URL may be sent to, as far as that is known without resolving its host name; each connection checks the rest. False for http to
    /// an address that is not allowed, and for an address on a private network.
    /// </summary>
    public bool MayAdmit(Uri url) => IPAddress.TryParse(url.IdnHost, out var literal)
        ? Admits(literal, url)
        : url.Scheme == Uri.UriSchemeHttps || !allowed.IsEmpty;

    /// <summary>Returns whether a request failed because its host has no address that it may be sent to.</summary>
    public static bool IsRefusal(Exception fault) => fault.InnerException is NotPublicException;

    /// <summary>Creates a client that checks the address of each new connection. It uses no proxy, follows no redirects and sets no timeout.</summary>
    public HttpClient CreateClient() => ProviderHttp.CreatePublicClient(Connections.WithRule(Admits), useProxy: false);

    private bool Admits(IPAddress address, Uri? url)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return SpecialAddresses.Contains(plain) ? allowed.Any(network => network.Contains(plain)) : url?.Scheme == Uri.UriSchemeHttps;
    }
}
