using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Darkroom.Tests.Providers;

/// <summary>Handles one request of a scripted server.</summary>
public delegate Task Script(Exchange exchange);

/// <summary>
/// A service over real HTTP: Kestrel on a free port of 127.0.0.1. It stores every request and plays scripts. Nothing in it waits for a clock,
/// only for gates that the test opens. Paths without a script respond with 404.
/// <code>
/// await using var server = await ScriptedServer.StartAsync();
/// server.On("/v1/responses", ResponsesScript.Image(png));
/// </code>
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();

    private ScriptedServer(WebApplication app) => _app = app;

    /// <summary>The address, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The address with <c>/v1</c>, without a slash at the end.</summary>
    public Uri BaseUrl => new(Address, "v1");

    /// <summary>All requests so far, oldest first.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.UseWebSockets();
        app.Run(server.HandleAsync);
        await app.StartAsync();
        server.Address = new Uri(app.Urls.Single() + "/");
        return server;
    }

    /// <summary>
    /// Sets the scripts of a path: one per request, in order; the last one is used for all further requests. Another call replaces them.
    /// </summary>
    /// <param name="path">The path without the query, such as <c>/v1/responses</c>, for any method.</param>
    /// <param name="scripts">One or more scripts.</param>
    public ScriptedServer On(string path, params Script[] scripts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scripts.Length);
        _routes[path] = new Route(scripts);
        return this;
    }

    /// <summary>Completes once this many requests have arrived.</summary>
    public Task RequestsAsync(int count)
    {
        lock (_lock)
        {
            if (_requests.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task;
        }
    }

    /// <summary>Ends hanging scripts, then stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var request = await RecordedRequest.ReadAsync(http.Request);
        Keep(request);
        if (!_routes.TryGetValue(request.Path, out var route))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _closing.Token);
        try
        {
            await route.Next()(new Exchange(http, request, stop.Token));
        }
        catch (Exception e) when (e is WebSocketException || (e is OperationCanceledException or IOException && stop.IsCancellationRequested))
        {
            // The client disconnected, or the test has ended.
            http.Abort();
        }
    }

    private void Keep(RecordedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            foreach (var (_, reached) in _waiting.Where(waiting => _requests.Count >= waiting.Count))
            {
                reached.TrySetResult();
            }
        }
    }

    private sealed class Route(Script[] scripts)
    {
        private int _calls;

        public Script Next() => scripts[Math.Min(Interlocked.Increment(ref _calls), scripts.Length) - 1];
    }
}

/// <summary>A received request.</summary>
/// <param name="Method">The method, such as <c>POST</c>.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
/// <param name="Headers">The headers by name, ignoring case.</param>
/// <param name="Body">The body as sent.</param>
public sealed record RecordedRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    internal static async Task<RecordedRequest> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var headers = request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new RecordedRequest(request.Method, request.Path, request.QueryString.Value ?? "", headers, body.ToArray());
    }
}

/// <summary>One request and its response, which a script writes.</summary>
public sealed class Exchange(HttpContext http, RecordedRequest request, CancellationToken gone)
{
    public RecordedRequest Request => request;

    /// <summary>Fires when the client disconnects or the server is disposed.</summary>
    public CancellationToken Gone => gone;

    /// <summary>The status and headers, to be set before the first byte.</summary>
    public HttpResponse Response => http.Response;

    /// <summary>Writes bytes and flushes them.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await http.Response.Body.WriteAsync(bytes, gone);
        await http.Response.Body.FlushAsync(gone);
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes in pieces, each flushed separately, so that readers receive partial events.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="size">The size of a piece, in bytes.</param>
    public async Task DripAsync(ReadOnlyMemory<byte> bytes, int size)
    {
        for (var at = 0; at < bytes.Length; at += size)
        {
            await WriteAsync(bytes.Slice(at, Math.Min(size, bytes.Length - at)));
        }
    }

    /// <summary>Accepts a WebSocket, which the script uses and disposes.</summary>
    public Task<WebSocket> AcceptSocketAsync() => http.WebSockets.AcceptWebSocketAsync();

    /// <summary>Aborts the connection.</summary>
    public void Abort() => http.Abort();

    /// <summary>Sends nothing more until the client disconnects or the server is disposed.</summary>
    public async Task HangAsync()
    {
        await http.Response.Body.FlushAsync(gone);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, gone);
    }
}

/// <summary>Scripts for any protocol.</summary>
public static class Scripts
{
    /// <summary>Sends a complete response.</summary>
    public static Script Answer(
        int status, string body, string? contentType = "application/json", params (string Name, string Value)[] headers) => exchange =>
    {
        exchange.Response.StatusCode = status;
        exchange.Response.ContentType = contentType;
        foreach (var (name, value) in headers)
        {
            exchange.Response.Headers[name] = value;
        }

        return exchange.WriteAsync(body);
    };

    /// <summary>Accepts the request and never responds.</summary>
    public static Script Hang() => exchange => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, exchange.Gone);

    /// <summary>
    /// Starts a response and closes the connection before the announced length. The data sent so far arrives.
    /// </summary>
    public static Script Cut(ReadOnlyMemory<byte> start, string contentType) => exchange =>
    {
        exchange.Response.ContentType = contentType;
        exchange.Response.ContentLength = start.Length + 1;
        return exchange.WriteAsync(start);
    };

    /// <inheritdoc cref="Cut(ReadOnlyMemory{byte}, string)"/>
    public static Script Cut(string start, string contentType) => Cut(Encoding.UTF8.GetBytes(start), contentType);

    /// <summary>Sends a complete response of bytes.</summary>
    public static Script Bytes(
        ReadOnlyMemory<byte> body, string contentType, params (string Name, string Value)[] headers) => exchange =>
    {
        exchange.Response.ContentType = contentType;
        foreach (var (name, value) in headers)
        {
            exchange.Response.Headers[name] = value;
        }

        return exchange.WriteAsync(body);
    };

    /// <summary>Aborts the connection before any response.</summary>
    public static Script Abort() => exchange =>
    {
        exchange.Abort();
        return Task.CompletedTask;
    };
}
