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

/// <summary>What a scripted server does with one request.</summary>
public delegate Task Script(Exchange exchange);

/// <summary>
/// A provider played on real HTTP: Kestrel on a free port of 127.0.0.1. It keeps every request and plays scripts; nothing in
/// it waits for a clock, only for gates that the test opens. Paths nobody scripted answer 404.
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

    /// <summary>Such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The address with <c>/v1</c>, without a slash at the end.</summary>
    public Uri BaseUrl => new(Address, "v1");

    /// <summary>Everything that was asked so far, oldest first.</summary>
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
    /// Says what a path answers: one script per request, in order; the last one answers all that follow. Saying it again
    /// starts over.
    /// </summary>
    /// <param name="path">Without the query, such as <c>/v1/responses</c>; any method.</param>
    /// <param name="scripts">One at least.</param>
    public ScriptedServer On(string path, params Script[] scripts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(scripts.Length);
        _routes[path] = new Route(scripts);
        return this;
    }

    /// <summary>Ends once this many requests have come.</summary>
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

    /// <summary>Ends hanging scripts, then stops.</summary>
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
            // The client left, or the test is over.
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

/// <summary>A request as it came.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Headers">By name, in any case.</param>
/// <param name="Body">Undecoded.</param>
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

/// <summary>One request and its answer, for a script to write.</summary>
public sealed class Exchange(HttpContext http, RecordedRequest request, CancellationToken gone)
{
    public RecordedRequest Request => request;

    /// <summary>Fires when the client leaves or the server is disposed.</summary>
    public CancellationToken Gone => gone;

    /// <summary>Status and headers; set them before the first byte.</summary>
    public HttpResponse Response => http.Response;

    /// <summary>Writes bytes and flushes them.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await http.Response.Body.WriteAsync(bytes, gone);
        await http.Response.Body.FlushAsync(gone);
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes in pieces, each flushed on its own, so that readers see events torn apart.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="size">Of a piece, in bytes.</param>
    public async Task DripAsync(ReadOnlyMemory<byte> bytes, int size)
    {
        for (var at = 0; at < bytes.Length; at += size)
        {
            await WriteAsync(bytes.Slice(at, Math.Min(size, bytes.Length - at)));
        }
    }

    /// <summary>Takes a WebSocket; the script speaks on it and disposes it.</summary>
    public Task<WebSocket> AcceptSocketAsync() => http.WebSockets.AcceptWebSocketAsync();

    /// <summary>Cuts the connection, in the middle of whatever it is in.</summary>
    public void Abort() => http.Abort();

    /// <summary>Sends nothing more until the client leaves or the server is disposed.</summary>
    public async Task HangAsync()
    {
        await http.Response.Body.FlushAsync(gone);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, gone);
    }
}

/// <summary>Scripts that fit any protocol.</summary>
public static class Scripts
{
    /// <summary>One whole answer.</summary>
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

    /// <summary>Takes the request and never answers.</summary>
    public static Script Hang() => exchange => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, exchange.Gone);

    /// <summary>
    /// Begins an answer and closes the connection in the middle of it: all that was begun arrives, and the promised length does not.
    /// </summary>
    public static Script Cut(ReadOnlyMemory<byte> start, string contentType) => exchange =>
    {
        exchange.Response.ContentType = contentType;
        exchange.Response.ContentLength = start.Length + 1;
        return exchange.WriteAsync(start);
    };

    /// <inheritdoc cref="Cut(ReadOnlyMemory{byte}, string)"/>
    public static Script Cut(string start, string contentType) => Cut(Encoding.UTF8.GetBytes(start), contentType);

    /// <summary>A whole answer of bytes.</summary>
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

    /// <summary>Cuts the connection before any answer.</summary>
    public static Script Abort() => exchange =>
    {
        exchange.Abort();
        return Task.CompletedTask;
    };
}
