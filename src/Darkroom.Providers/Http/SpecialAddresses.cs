using System.Collections.Immutable;
using System.Net;

namespace Darkroom.Providers.Http;

/// <summary>
/// Addresses that are not on the public internet: every range in IANA's registries of special-purpose addresses, and multicast. The ranges
/// and their sources are in <c>special-addresses.csv</c>.
/// </summary>
internal static class SpecialAddresses
{
    /// <summary>All ranges in the file's order.</summary>
    public static ImmutableArray<IPNetwork> Networks { get; } = Read();

    /// <summary>Whether an address is in one of the ranges.</summary>
    public static bool Contains(IPAddress address) =>

        // IPNetwork compares an IPv4-mapped address as IPv4, so the range of mapped addresses would never match.
        address.IsIPv4MappedToIPv6 || Networks.Any(network => network.Contains(address));

    private static ImmutableArray<IPNetwork> Read()
    {
        using var file = typeof(SpecialAddresses).Assembly.GetManifestResourceStream("special-addresses.csv")!;
        using var reader = new StreamReader(file);
        return
        [
            .. reader.ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(line => line[0] != '#')
                .Select(line => IPNetwork.Parse(line[..line.IndexOf(',', StringComparison.Ordinal)])),
        ];
    }
}
