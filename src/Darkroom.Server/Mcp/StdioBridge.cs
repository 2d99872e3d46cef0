using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Darkroom.Server.Mcp;

/// <summary>
/// Passes messages on between the streams of this process and a Darkroom that runs elsewhere. The client and that server negotiate everything between
/// themselves.
/// </summary>
/// <param name="server">The address of the other Darkroom.</param>
/// <param name="client">The process's own client.</param>
internal sealed class StdioBridge(Uri server, ITransport client) : IDisposable
{
    private readonly ConcurrentDictionary<RequestId, CancellationTokenSource> _open = new();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Passes messages on until the client closes its end.</summary>
    /// <param name="key">The access key of the other Darkroom; null if it needs none.</param>
    public async Task RunAsync(string? key, CancellationToken cancellationToken)
    {
        var options = new HttpClientTransportOptions
        {
            Endpoint = new Uri($"{server.AbsoluteUri.TrimEnd('/')}{McpEndpoints.Path}"),
            TransportMode = HttpTransportMode.StreamableHttp,
            EnableStandaloneGetStream = false,
            AdditionalHeaders = key is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var connection = new HttpClientTransport(options, _http);
        await using var remote = await connection.ConnectAsync(cancellationToken);
        var back = ReturnAsync(remote, end.Token);
        var sending = new List<Task>();
        await foreach (var message in client.MessageReader.ReadAllAsync(end.Token))
        {
            sending.RemoveAll(task => task.IsCompleted);
            sending.Add(SendAsync(message, remote, end.Token));
        }

        await end.CancelAsync();
        await Task.WhenAll([back, .. sending]);
    }

    public void Dispose() => _http.Dispose();

    private async Task ReturnAsync(ITransport remote, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in remote.MessageReader.ReadAllAsync(cancellationToken))
            {
                await client.SendMessageAsync(message, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client closed its end.
        }
    }

    private async Task SendAsync(JsonRpcMessage message, ITransport remote, CancellationToken cancellationToken)
    {
        if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled)
        {
            Cancel(cancelled);
        }

        var request = message as JsonRpcRequest;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (request is not null)
        {
            _open[request.Id] = stop;
        }

        try
        {
            await remote.SendMessageAsync(message, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client cancelled the request, or closed its end.
        }
        catch (Exception fault) when (request is not null && fault is McpException or HttpRequestException or SocketException or IOException)
        {
            await client.SendMessageAsync(new JsonRpcError { Id = request.Id, Error = ErrorOf(fault) }, CancellationToken.None);
        }
        catch (Exception fault) when (fault is McpException or HttpRequestException or SocketException or IOException)
        {
            // No answer is expected to a notification.
        }
        finally
        {
            if (request is not null)
            {
                _open.TryRemove(request.Id, out _);
            }
        }
    }

    /// <summary>Closes the connection of a request: without sessions, that is how the other Darkroom notices that its client left.</summary>
    private void Cancel(JsonRpcNotification notification)
    {
        if (notification.Params.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CancelledNotificationParams))) is CancelledNotificationParams { RequestId: var id }
            && _open.TryGetValue(id, out var request))
        {
            request.Cancel();
        }
    }

    private JsonRpcErrorDetail ErrorOf(Exception fault) => fault switch
    {
        McpProtocolException known => new JsonRpcErrorDetail { Code = (int)known.ErrorCode, Message = known.Message },
        HttpRequestException { StatusCode: System.Net.HttpStatusCode.Unauthorized } => Failure($"The Darkroom at {server} does not accept this access key. Set the key of that server."),
        HttpRequestException { StatusCode: System.Net.HttpStatusCode.NotFound } => new JsonRpcErrorDetail { Code = (int)McpErrorCode.MethodNotFound, Message = $"The Darkroom at {server} does not have this method." },
        HttpRequestException { StatusCode: { } status } => Failure($"The Darkroom at {server} answered with status {(int)status}."),
        _ => Failure($"The Darkroom at {server} cannot be reached. Start it, or correct its address."),
    };

    private static JsonRpcErrorDetail Failure(string message) => new() { Code = (int)McpErrorCode.InternalError, Message = message };
}
