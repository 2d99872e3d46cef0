using System.Net.WebSockets;
using Darkroom.Imaging;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>
/// ComfyUI's WebSocket, which sends progress and previews. Without it, or after it is lost, images are still made, with less progress.
/// </summary>
internal sealed class ComfyUiSocket : IDisposable
{
    private const int InitialCapacity = 64 * 1024;
    private const int MaxMessageLength = 32 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // Detects a dead connection, but tolerates a ComfyUI that is busy loading a model.
    private static readonly TimeSpan KeepAliveTime = TimeSpan.FromMinutes(1);

    private readonly ClientWebSocket _socket = new();

    private ComfyUiSocket()
    {
    }

    /// <summary>Connects, and requests previews with the id of their prompt.</summary>
    /// <param name="clientId">The client id. Messages about prompts with this id are sent only to this socket.</param>
    /// <param name="parts">The HTTP client and the clock.</param>
    /// <returns>The socket; null if no connection can be made.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async Task<ComfyUiSocket?> OpenAsync(
        ServiceProfile service, string clientId, ProviderParts parts, CancellationToken cancellationToken)
    {
        var opened = new ComfyUiSocket();
        using var timeout = new CancellationTokenSource(ConnectTimeout, parts.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await opened.ConnectAsync(service, clientId, parts.Http, stop.Token);
            return opened;
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException || ProviderCall.IsNetworkError(e))
        {
            opened.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Reads the next message.</summary>
    /// <returns>The message, which the caller disposes; null once the socket is closed or lost.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<ComfyUiFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new ImageBuffer(InitialCapacity);
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.FreeMemory(), cancellationToken);
                buffer.Advance(part.Count);
                if (part.MessageType is WebSocketMessageType.Close || buffer.Length > MaxMessageLength)
                {
                    break;
                }

                if (part.EndOfMessage)
                {
                    return new ComfyUiFrame(buffer, part.MessageType is WebSocketMessageType.Text);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            // The socket is lost, so the caller polls instead.
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        buffer.Dispose();
        return null;
    }

    public void Dispose() => _socket.Dispose();

    private async Task ConnectAsync(ServiceProfile service, string clientId, HttpClient http, CancellationToken cancellationToken)
    {
        (_socket.Options.KeepAliveInterval, _socket.Options.KeepAliveTimeout) = (KeepAliveTime, KeepAliveTime);
        if (service.Key is { } key)
        {
            using var signed = new HttpRequestMessage();
            service.Authenticate(signed, key);
            _socket.Options.SetRequestHeader("Authorization", signed.Headers.Authorization!.ToString());
        }

        var url = new UriBuilder(service.UrlFor("ws", $"clientId={clientId}"));
        url.Scheme = url.Scheme == "https" ? "wss" : "ws";
        await _socket.ConnectAsync(url.Uri, http, cancellationToken);
        await _socket.SendAsync(
            """{"type":"feature_flags","data":{"supports_preview_metadata":true}}"""u8.ToArray(),
            WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }
}
