using System.Globalization;
using System.Net.Http.Headers;
using Darkroom.Providers.Http;
using Darkroom.Providers.OpenAiApi;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.OpenAi;

/// <summary>Sends the requests of the Responses API.</summary>
/// <param name="log">Receives response ids.</param>
internal sealed partial class OpenAiConnection(ServiceConnection connection, ILogger log)
{
    private const string Responses = "responses";

    public ServiceProfile Service => connection.Service;

    /// <summary>Creates a response.</summary>
    /// <param name="streams">Whether the body requests a stream.</param>
    public Task<ServiceResponse> CreateAsync(HttpContent body, bool streams, ProviderCall call) =>
        connection.SendAsync(HttpMethod.Post, connection.Service.UrlFor(Responses), body, call, streams ? ImagesExchange.Accept : AcceptJson);

    /// <summary>Requests the state of a response.</summary>
    public Task<ServiceResponse> GetAsync(string responseId, ProviderCall call) =>
        connection.SendAsync(HttpMethod.Get, UrlFor(responseId), null, call, ImagesExchange.Accept);

    /// <summary>Requests a response's events after the given one.</summary>
    public Task<ServiceResponse> StreamAsync(string responseId, long after, ProviderCall call)
    {
        LogResuming(responseId, after);
        var query = string.Create(CultureInfo.InvariantCulture, $"stream=true&starting_after={after}");
        return connection.SendAsync(HttpMethod.Get, UrlFor(responseId, query: query), null, call, ImagesExchange.Accept);
    }

    public Task CancelAsync(string responseId, CancellationToken cancellationToken) =>
        connection.NotifyAsync(HttpMethod.Post, UrlFor(responseId, "/cancel"), null, cancellationToken);

    public Task DeleteAsync(string responseId, CancellationToken cancellationToken) =>
        connection.NotifyAsync(HttpMethod.Delete, UrlFor(responseId), null, cancellationToken);

    private Uri UrlFor(string responseId, string action = "", string query = "") =>
        connection.Service.UrlFor($"{Responses}/{responseId}{action}", query);

    private static void AcceptJson(HttpRequestMessage message) =>
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

    [LoggerMessage(LogLevel.Information, "Resuming {ResponseId} after event {Sequence}")]
    private partial void LogResuming(string responseId, long sequence);
}
