using System.Net;
using Darkroom.Server.Configuration;

namespace Darkroom.Server.Access;

/// <summary>Reads the settings for reverse proxies, under <c>Access:…</c>.</summary>
internal static class ProxySettings
{
    private const string PublicUrl = "Access:PublicUrl";
    private const string TrustedProxies = "Access:TrustedProxies";
    private static readonly char[] Separators = [',', ' ', ';', '\t', '\n', '\r'];

    /// <summary>Reads the address of Darkroom for browsers, including its path.</summary>
    /// <returns>Null if it is not set, or not valid, which is reported.</returns>
    public static Uri? ReadPublicUrl(IConfiguration configuration, SettingsReader reader)
    {
        reader.OnlyKnown("Access", ["TrustedProxies", "PublicUrl"]);
        if (configuration[PublicUrl] is not { Length: > 0 } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            reader.Problem(PublicUrl, text, "not an address such as https://darkroom.example");
            return null;
        }

        return url;
    }

    /// <summary>Reports a public address without an access key: if others can reach Darkroom, it needs a key.</summary>
    public static void CheckPublicUrl(ServerSettings settings, SettingsReader reader)
    {
        if (settings is { PublicUrl: { } url, AccessKey: null } && !ListenAddresses.IsLoopbackHost(url.Host))
        {
            reader.Problem(PublicUrl, url.OriginalString, "others can open Darkroom there, so set DARKROOM_ACCESS_KEY too");
        }
    }

    public static ImmutableArray<IPNetwork> ReadTrustedProxies(IConfiguration configuration, SettingsReader reader) =>
        ReadNetworks(TrustedProxies, configuration, reader);

    /// <summary>Reads a list that is separated by commas or spaces, or an array. Reports each value that is neither an address nor a network.</summary>
    public static ImmutableArray<IPNetwork> ReadNetworks(string name, IConfiguration configuration, SettingsReader reader)
    {
        var section = configuration.GetSection(name);
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
                reader.Problem(name, text, "not an IP address or a network such as 172.16.0.0/12");
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
