using System.Net;

namespace Darkroom.Server.Configuration;

/// <summary>The addresses that the server listens on: this machine only, unless there is an access key.</summary>
internal static class ListenAddresses
{
    private const string Default = "http://127.0.0.1:5080";

    /// <summary>Applies the default address, and reports addresses that cannot be used or need an access key.</summary>
    public static void ListenWhereAllowed(
        this IWebHostBuilder web, IConfiguration configuration, ServerSettings settings, SettingsReader reader)
    {
        var configured = Configured(configuration).ToList();
        foreach (var (key, address) in configured)
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
                    "Darkroom does not listen to other machines without an access key, because anyone who can reach this machine could use it; "
                    + $"set DARKROOM_ACCESS_KEY, for example to this new random key: {ServerSettings.NewAccessKey()}, or listen to this machine only: {Default}");
            }
        }

        if (configured.Count == 0)
        {
            web.UseUrls(Default);
        }
    }

    /// <summary>Returns the addresses that the server listens on with a configuration.</summary>
    public static IReadOnlyList<string> From(IConfiguration configuration) =>
        Configured(configuration).Select(configured => configured.Address).ToList() is { Count: > 0 } addresses ? addresses : [Default];

    /// <summary>Returns whether a host name can only mean this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Returns why Kestrel would reject an address, or listen on another one; null if it would not.</summary>
    public static string? Problem(string address)
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

    private static IEnumerable<(string Key, string Address)> Configured(IConfiguration configuration)
    {
        var urls = Split(configuration, WebHostDefaults.ServerUrlsKey, "");
        var ports = Split(configuration, WebHostDefaults.HttpPortsKey, "http://*:")
            .Concat(Split(configuration, WebHostDefaults.HttpsPortsKey, "https://*:"));
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Where(endpoint => endpoint["Url"] is not null).Select(endpoint => ($"{endpoint.Path}:Url", endpoint["Url"]!));

        // As Kestrel does: addresses win over ports; endpoints are added to either.
        return (urls.Count > 0 ? urls : ports).Concat(endpoints);
    }

    private static List<(string Key, string Address)> Split(IConfiguration configuration, string key, string prefix) =>
        [.. (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => (key, prefix + part))];
}
