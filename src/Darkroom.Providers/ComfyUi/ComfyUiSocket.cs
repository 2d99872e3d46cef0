using System.Buffers;
using System.Net.WebSockets;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>
/// ComfyUI's WebSocket, on which it tells how far it is. Without one, or once it is lost, everything still works: one only sees less.
/// </summary>
internal sealed class ComfyUiSocket : IDisposable
{
    private const int InitialCapacity = 64 * 1024;
    private const int MaxMessageLength = 32 * 1024 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // A connection that died without a word is noticed; a ComfyUI that is busy loading a model may take its time.
    private static readonly TimeSpan KeepAliveTime = TimeSpan.FromMinutes(1);

    private readonly ClientWebSocket _socket = new();

    private ComfyUiSocket()
    {
    }

    /// <summary>Connects and asks for previews that say whose they are.</summary>
    /// <param name="service">Where it is.</param>
    /// <param name="clientId">Messages about prompts with this id come here and nowhere else.</param>
    /// <param name="parts">The connections and the clock.</param>
    /// <param name="cancellationToken">Of the call.</param>
    /// <returns>Null where there is no socket to be had.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async Task<ComfyUiSocket?> OpenAsync(
        ServiceProfile service, string clientId, ProviderParts parts, CancellationToken cancellationToken)
    {
        var opened = new ComfyUiSocket();
        using var late = new CancellationTokenSource(ConnectTimeout, parts.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
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

    /// <summary>The next message.</summary>
    /// <returns>Null once the socket is closed or lost. The caller disposes it.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<ComfyUiFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(InitialCapacity);
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += part.Count;
                if (part.MessageType is WebSocketMessageType.Close || length > MaxMessageLength)
                {
                    break;
                }

                if (part.EndOfMessage)
                {
                    return new ComfyUiFrame(buffer, length, part.MessageType is WebSocketMessageType.Text);
                }

                buffer = length == buffer.Length ? Grow(buffer) : buffer;
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            // Lost: what happens meanwhile is asked for in another way.
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

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
