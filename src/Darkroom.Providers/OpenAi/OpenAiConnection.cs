using System.Globalization;
using System.Net.Http.Headers;
using Darkroom.Providers.Http;
using Microsoft.Extensions.Logging;

namespace Darkroom.Providers.OpenAi;

/// <summary>The requests of the Responses API.</summary>
/// <param name="connection">To the service.</param>
/// <param name="log">Gets response ids.</param>
internal sealed partial class OpenAiConnection(ServiceConnection connection, ILogger log)
{
    private const string Responses = "responses";

    public ServiceProfile Service => connection.Service;

    /// <summary>Asks for an image.</summary>
    /// <param name="streams">Whether a stream is asked for, or one whole answer.</param>
    public Task<ServiceResponse> CreateAsync(HttpContent body, bool streams, ProviderCall call) =>
        connection.SendAsync(HttpMethod.Post, connection.Service.UrlFor(Responses), body, call, streams ? AcceptEvents : AcceptJson);

    /// <summary>Asks how far a response is.</summary>
    public Task<ServiceResponse> GetAsync(string responseId, ProviderCall call) =>
        connection.SendAsync(HttpMethod.Get, UrlFor(responseId), null, call, AcceptEvents);

    /// <summary>Asks for a response's events after one.</summary>
    public Task<ServiceResponse> StreamAsync(string responseId, long after, ProviderCall call)
    {
        LogPickingUp(responseId, after);
        var query = string.Create(CultureInfo.InvariantCulture, $"stream=true&starting_after={after}");
        return connection.SendAsync(HttpMethod.Get, UrlFor(responseId, query: query), null, call, AcceptEvents);
    }

    /// <summary>Stops a response, if the service can still be told.</summary>
    public Task<bool> CancelAsync(string responseId, CancellationToken cancellationToken) =>
        connection.NotifyAsync(HttpMethod.Post, UrlFor(responseId, "/cancel"), null, cancellationToken);

    /// <summary>Has the service forget a response, if it can be told.</summary>
    public Task<bool> DeleteAsync(string responseId, CancellationToken cancellationToken) =>
        connection.NotifyAsync(HttpMethod.Delete, UrlFor(responseId), null, cancellationToken);

    private Uri UrlFor(string responseId, string action = "", string query = "") =>
        connection.Service.UrlFor($"{Responses}/{responseId}{action}", query);

    private static void AcceptEvents(HttpRequestMessage message)
    {
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        AcceptJson(message);
    }

    private static void AcceptJson(HttpRequestMessage message) =>
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

    [LoggerMessage(LogLevel.Information, "Picking {ResponseId} up after its event {Sequence}")]
    private partial void LogPickingUp(string responseId, long sequence);
}
