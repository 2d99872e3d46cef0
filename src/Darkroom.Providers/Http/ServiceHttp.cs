namespace Darkroom.Providers.Http;

/// <summary>
/// Sends the requests of one service. Only the origin of its base URL, which the operator configured, may be on a private network;
/// every other address comes from the service's answers and must be on the public internet.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="own">Connects to any network.</param>
/// <param name="others">Connects to the public internet only. A client of its own, so that no connection of another service is reused.</param>
internal sealed class ServiceHttp(ServiceProfile service, HttpClient own, HttpClient others)
{
    /// <summary>Sends a request and reads the head of the answer.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken) =>
        (service.HasOrigin(message.RequestUri!) ? own : others).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
}
