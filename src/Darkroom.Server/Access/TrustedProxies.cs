using System.Collections.Immutable;
using System.Net;
using Darkroom.Server.Configuration;

namespace Darkroom.Server.Access;

/// <summary>
/// Reads <c>Access:TrustedProxies</c>: the addresses and networks of the reverse proxies whose forwarded headers are honoured.
/// </summary>
internal static class TrustedProxies
{
    public const string Key = "Access:TrustedProxies";

    private static readonly char[] Separators = [',', ' ', ';', '\t', '\n', '\r'];

    /// <summary>Reads a list that is separated by commas or spaces, or an array. Reports each value that is neither an address nor a network.</summary>
    public static ImmutableArray<IPNetwork> Read(IConfiguration configuration, SettingsReader reader)
    {
        var section = configuration.GetSection(Key);
        var texts = section.GetChildren().Select(child => child.Value).Prepend(section.Value)
            .SelectMany(text => (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var text in texts)
        {
            if (TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else
            {
                reader.Problem(Key, text, "not an IP address or a network such as 172.16.0.0/12");
            }
        }

        return networks.ToImmutable();
    }

    private static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address) && IsComplete(text, address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    /// <summary>Returns false for the short forms "10.1" and "1", which <c>IPAddress</c> accepts: in a security setting they are typing errors.</summary>
    private static bool IsComplete(string text, IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 || text == address.ToString();
}
