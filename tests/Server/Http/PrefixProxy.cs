using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Darkroom.Tests.Server.Http;

/// <summary>A reverse proxy that serves Darkroom below a path, on a free port. Other paths return 404 and are recorded.</summary>
internal sealed class PrefixProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _upstream = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private PrefixProxy(WebApplication app) => _app = app;

    /// <summary>The address of the site, with a trailing slash.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Requests for paths outside the prefix.</summary>
    public ConcurrentQueue<string> Escaped { get; } = [];

    /// <param name="server">The address of Darkroom.</param>
    /// <param name="prefix">The path, such as <c>/studio</c>.</param>
    /// <param name="strips">True to remove the prefix from the requests that are passed on.</param>
    /// <param name="header">The value of X-Forwarded-Prefix; null to send none.</param>
    public static async Task<PrefixProxy> StartAsync(Uri server, string prefix, bool strips = true, string? header = null)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var proxy = new PrefixProxy(app);
        app.Run(context => proxy.PassAsync(context, server, prefix, strips, header));
        await app.StartAsync(TestContext.Current.CancellationToken);
        proxy.Address = new Uri($"{app.Urls.First()}{prefix}/");
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _upstream.Dispose();
        await _app.DisposeAsync();
    }

    private async Task PassAsync(HttpContext context, Uri server, string prefix, bool strips, string? header)
    {
        var path = context.Request.GetEncodedPathAndQuery();
        if (!path.StartsWith(prefix + "/", StringComparison.Ordinal))
        {
            Escaped.Enqueue(path);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var request = RequestTo(new Uri(server, strips ? path[prefix.Length..] : path), context.Request);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", header);
        }

        try
        {
            using var response = await _upstream.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(one => one.Key is not ("Transfer-Encoding" or "Connection")))
            {
                context.Response.Headers[name] = values.ToArray();
            }

            await CopyAsync(response, context);
        }
        catch (Exception end) when (end is OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException)
        {
            context.Abort();
        }
    }

    private static HttpRequestMessage RequestTo(Uri address, HttpRequest incoming)
    {
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), address) { Content = incoming.ContentLength > 0 ? new StreamContent(incoming.Body) : null };
        foreach (var (name, values) in incoming.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return request;
    }

    /// <summary>Passes on event streams without buffering.</summary>
    private static async Task CopyAsync(HttpResponseMessage response, HttpContext context)
    {
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        for (int count; (count = await body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
