using System.Net;

namespace Darkroom.Server.Configuration;

/// <summary>Where the server listens: this machine only, unless there is an access key.</summary>
internal static class ListenAddresses
{
    private const string Usual = "http://127.0.0.1:5080";

    /// <exception cref="StartupException">Asked to listen to other machines without an access key.</exception>
    public static void ListenWhereAllowed(this IWebHostBuilder web, IConfiguration configuration, ServerSettings settings)
    {
        var asked = Asked(configuration).ToList();
        if (settings.AccessKey is null && asked.Find(address => !IsLoopback(address)) is { } open)
        {
            throw new StartupException(
                $"""
                Darkroom will not listen on {open} without an access key: anybody who can reach this machine could use it.
                Set DARKROOM_ACCESS_KEY to a long random text (for example: openssl rand -base64 24) and start again,
                or listen on this machine only: ASPNETCORE_URLS={Usual}
                """,
                StartupException.BadConfiguration);
        }

        if (asked.Count == 0)
        {
            web.UseUrls(Usual);
        }
    }

    /// <summary>Whether a host name can only mean this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static IEnumerable<string> Asked(IConfiguration configuration)
    {
        var urls = Split(configuration[WebHostDefaults.ServerUrlsKey]);
        var ports = Split(configuration[WebHostDefaults.HttpPortsKey]).Select(port => $"http://*:{port}")
            .Concat(Split(configuration[WebHostDefaults.HttpsPortsKey]).Select(port => $"https://*:{port}"));
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Select(endpoint => endpoint["Url"]).OfType<string>();

        // As Kestrel decides: addresses win over bare ports, configured endpoints come in any case.
        return (urls.Length > 0 ? urls : ports).Concat(endpoints);
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsLoopback(string address)
    {
        try
        {
            return IsLoopbackHost(BindingAddress.Parse(address).Host);
        }
        catch (FormatException)
        {
            throw new StartupException(
                $"\"{address}\" is not an address to listen on. Write for example ASPNETCORE_URLS={Usual}", StartupException.BadConfiguration);
        }
    }
}
