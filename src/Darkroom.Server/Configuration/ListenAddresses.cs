using System.Net;

namespace Darkroom.Server.Configuration;

/// <summary>Where the server listens: this machine only, unless there is an access key.</summary>
internal static class ListenAddresses
{
    private const string Default = "http://127.0.0.1:5080";

    /// <summary>Applies the default address; reports addresses that cannot be used or must not be without an access key.</summary>
    public static void ListenWhereAllowed(
        this IWebHostBuilder web, IConfiguration configuration, ServerSettings settings, SettingsReader reader)
    {
        var asked = Asked(configuration).ToList();
        foreach (var (key, address) in asked)
        {
            if (Problem(address) is { } problem)
            {
                reader.Problem(key, address, $"{problem}; write for example {Default}");
            }
            else if (settings.AccessKey is null && !IsLoopbackHost(BindingAddress.Parse(address).Host))
            {
                reader.Problem(
                    key,
                    address,
                    "Darkroom does not listen to other machines without an access key, because anybody who can reach this machine could use it; "
                    + $"set DARKROOM_ACCESS_KEY, for example to this new random key: {ServerSettings.NewAccessKey()}, or listen to this machine only: {Default}");
            }
        }

        if (asked.Count == 0)
        {
            web.UseUrls(Default);
        }
    }

    /// <summary>Whether a host name can only mean this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static IEnumerable<(string Key, string Address)> Asked(IConfiguration configuration)
    {
        var urls = Split(configuration, WebHostDefaults.ServerUrlsKey, "");
        var ports = Split(configuration, WebHostDefaults.HttpPortsKey, "http://*:")
            .Concat(Split(configuration, WebHostDefaults.HttpsPortsKey, "https://*:"));
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Where(endpoint => endpoint["Url"] is not null).Select(endpoint => ($"{endpoint.Path}:Url", endpoint["Url"]!));

        // As Kestrel decides: addresses win over bare ports, configured endpoints come in any case.
        return (urls.Count > 0 ? urls : ports).Concat(endpoints);
    }

    private static List<(string Key, string Address)> Split(IConfiguration configuration, string key, string prefix) =>
        [.. (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => (key, prefix + part))];

    /// <summary>What Kestrel would fail on, or understand as another address than the one written.</summary>
    private static string? Problem(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or ArgumentException)
        {
            return "not an address to listen on";
        }

        return parsed.Scheme is not ("http" or "https") ? "not an address to listen on: it must begin with http:// or https://"
            : parsed.IsUnixPipe || parsed.IsNamedPipe ? null
            : parsed.PathBase.Length > 0 ? "an address to listen on has no path"
            : parsed.Host is not ['[', ..] && parsed.Host.Contains(':', StringComparison.Ordinal) ? "the port is not a number"
            : parsed.Port is < 0 or > IPEndPoint.MaxPort ? $"the port must be 0 to {IPEndPoint.MaxPort}"
            : parsed.Port == 0 && parsed.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                ? "localhost cannot be combined with port 0; write 127.0.0.1"
            : null;
    }
}
