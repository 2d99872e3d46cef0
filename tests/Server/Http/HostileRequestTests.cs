using System.Net;
using System.Text;

namespace Darkroom.Tests.Server.Http;

/// <summary>No header and no address makes an endpoint fail; invalid requests are rejected with the right status.</summary>
public sealed class HostileRequestTests
{
    /// <summary>A client that sends headers unchanged, even if they are not ASCII.</summary>
    private static readonly SocketsHttpHandler AnyHeader = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    };

    private static readonly (string Name, string Value)[] Headers =
    [
        .. new[] { "file:///etc/passwd", "file://x", "null", "", "http://", "http:///", "a b", "http://[::1", "http://x:99999", "urn:x", "data:,x", "about:blank", "http://é.example", "chrome-extension://abc", "\u0001", "http://a\\b" }
            .Select(value => ("Origin", value)),
        ("Referer", "file:///x"), ("Referer", "http://[::1"), ("Referer", "é"),
        ("Accept", "é"), ("Accept", ";;;"), ("Accept", "image/webp;q=x"), ("Accept", "text/html"),
        ("Accept-Encoding", "br;q=x, é"), ("Cookie", "darkroom_session=é; =; ;"), ("Cookie", "é"),
        ("Authorization", "Bearer é"), ("Authorization", "é"), ("Last-Event-ID", "é"), ("Last-Event-ID", "99999999999999999999"),
        ("Idempotency-Key", "é"), ("Range", "bytes=é"), ("Range", "bytes=9-1"), ("If-None-Match", "é"), ("If-Modified-Since", "never"),
        ("Sec-Fetch-Site", "é"), ("X-Forwarded-For", "é, :::"), ("X-Forwarded-Proto", "é"), ("X-Forwarded-Host", "[::1"), ("X-HTTP-Method-Override", "é"),
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json; charset=bogus", "application/json; charset=utf-7", "application/json; charset=\"\"", "application/json; charset=", "application/json; charset=utf-16",
        "application/x-www-form-urlencoded; charset=bogus", "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded",
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x; charset=bogus", "multipart/form-data; boundary=x", "text/csv; charset=bogus",
        "é", ";", "/", "application/é", "application/json; charset=é",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_header_makes_any_endpoint_fail(bool withKey)
    {
        await using var server = await StartAsync(withKey);
        using var client = ClientOf(server);
        var failed = new List<string>();
        foreach (var (method, path, _) in EveryEndpoint.With(server, "0"))
        {
            foreach (var header in Headers)
            {
                var status = await SendAsync(client, method, path, null, header);
                failed.AddRange(status >= 500 ? [$"{method} {path} with {header.Name}: {header.Value} answered {status}"] : []);
            }
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_content_type_makes_any_endpoint_fail(bool withKey)
    {
        await using var server = await StartAsync(withKey);
        using var client = ClientOf(server);
        var failed = new List<string>();
        foreach (var (method, path, _) in EveryEndpoint.With(server, "0").Where(one => one.Method is not ("GET" or "HEAD")))
        {
            foreach (var type in ContentTypes)
            {
                var status = await SendAsync(client, method, path, type);
                var unknown = type.Contains("charset=bogus", StringComparison.Ordinal) || type.Contains("charset=utf-7", StringComparison.Ordinal);
                failed.AddRange(status >= 500 || (unknown && status != 415) ? [$"{method} {path} with Content-Type: {type} answered {status}"] : []);
            }
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    [Theory]
    [InlineData("%C3%A9", true)]
    [InlineData("%01", true)]
    [InlineData("%0D%0AX:%20y", true)]
    [InlineData("%7F", true)]
    [InlineData("%E2%80%AE", true)]
    [InlineData("%F0%9F%A6%8A", true)]
    [InlineData("%25", false)]
    [InlineData("%2F%2E%2E%2F", false)]
    [InlineData("%22%3C%5C", false)]
    [InlineData("99999999999999999999999999999999999", false)]
    public async Task No_value_in_an_address_makes_any_endpoint_fail(string value, bool notFound)
    {
        foreach (var withKey in new[] { false, true })
        {
            await using var server = await StartAsync(withKey);
            using var client = ClientOf(server);
            var failed = new List<string>();
            foreach (var (method, path, _) in EveryEndpoint.With(server, value).Where(one => one.HasParameter))
            {
                foreach (var (type, accept) in new[] { ("application/x-www-form-urlencoded", "text/html"), ("application/json", "application/json") })
                {
                    var status = await SendAsync(client, method, path, method is "GET" or "HEAD" ? null : type, ("Accept", accept));
                    failed.AddRange(status >= 500 || (notFound && status != 404) ? [$"{method} {path} answered {status}"] : []);
                }
            }

            Assert.True(failed.Count == 0, string.Join('\n', failed));
        }
    }

    private static Task<RunningServer> StartAsync(bool withKey) =>
        withKey ? RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", "correct-horse-battery-staple"), ("Access:TrustedProxies", "127.0.0.1")) : RunningServer.StartAsync();

    private static HttpClient ClientOf(RunningServer server) => new(AnyHeader, disposeHandler: false) { BaseAddress = server.Address };

    private static async Task<int> SendAsync(HttpClient client, string method, string path, string? contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nb\r\n--x--\r\n"u8.ToArray());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return (int)response.StatusCode;
    }
}
