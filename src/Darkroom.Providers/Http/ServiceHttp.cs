namespace Darkroom.Providers.Http;

/// <summary>
/// Sends the requests of one service. Only the origin of its base URL, which the operator configured, may be on a private network. Every other
/// URL comes from the service's responses and must be on the public internet.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="configured">A client for the service's origin, on any network.</param>
/// <param name="publicOnly">A client for all other URLs. It is separate, so that it never reuses a connection to a private address.</param>
internal sealed class ServiceHttp(ServiceProfile service, HttpClient configured, HttpClient publicOnly)
{
    /// <summary>Sends a request and reads the response headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        (service.HasOrigin(message.RequestUri!) ? configured : publicOnly).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
}
