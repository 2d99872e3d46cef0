using System.Net;
using System.Net.Sockets;

namespace Darkroom.Providers.Http;

/// <summary>Distinguishes servers on a private network from services on the internet. The former often need no key.</summary>
internal static class PrivateHosts
{
    private static readonly string[] Suffixes = [".local", ".localhost", ".internal", ".home.arpa"];

    private static readonly IPNetwork[] Networks =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>
    /// Whether a URL's host is a loopback, private or shared address (RFC 1918, 3927, 4193, 6598), an unspecified address (0.0.0.0, ::), a
    /// name without a dot (a container, a machine on the network) or a name under <c>.local</c>, <c>.localhost</c>, <c>.internal</c> or
    /// <c>.home.arpa</c>. Names are not resolved.
    /// </summary>
    public static bool Contains(Uri url)
    {
        if (url.IsLoopback)
        {
            return true;
        }

        var host = url.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
        {
            var mapped = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
            return IPAddress.IsLoopback(mapped) || Networks.Any(network => network.Contains(mapped));
        }

        return !host.Contains('.', StringComparison.Ordinal)
            || Suffixes.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }
}
