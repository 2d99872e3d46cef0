using System.Diagnostics;
using System.Net;

namespace Darkroom.Providers.Http;

/// <summary>
/// Creates the HTTP clients of providers. They are long-lived, so that connections are reused; names are resolved again every few minutes.
/// Providers set their own timeouts. Redirects are not followed automatically, because one could send a key to another host.
/// </summary>
public static class ProviderHttp
{
    /// <summary>Creates a client for URLs that the operator configured, on any network.</summary>
    public static HttpClient CreateClient() => CreateClient(CreateHandler());

    /// <summary>Creates a client for URLs from a service's responses or a client's request. It connects to the public internet only.</summary>
    /// <param name="useProxy">Whether connections may go through the operator's proxy, which then decides where they may go.</param>
    public static HttpClient CreatePublicClient(bool useProxy = true) => CreatePublicClient(PublicConnections.Default, useProxy);

    internal static HttpClient CreatePublicClient(PublicConnections connections, bool useProxy = true)
    {
        var handler = CreateHandler();
        handler.UseProxy = useProxy;
        handler.ConnectCallback = connections.ConnectAsync;
        return CreateClient(handler);
    }

    private static HttpClient CreateClient(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    private static SocketsHttpHandler CreateHandler() => new()
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,

        // A service has no use for the ids of our traces.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };
}
