using System.Net;
using System.Net.Http.Headers;
using Darkroom.Server;
using Darkroom.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Access;

/// <summary>Access by key, host name and origin.</summary>
public sealed class AccessTests
{
    private const string Key = "correct-horse-battery-staple";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("192.168.1.5", 403)]
    public async Task Without_a_key_only_host_names_of_this_machine_are_allowed(string host, int status)
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in new[] { "/", "/api/images", "/health/live" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = $"{host}:{server.Address.Port}";
            using var response = await server.Client.SendAsync(request, Cancel);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "http://127.0.0.1:1", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Origin", "own", true)]
    [InlineData("User-Agent", "curl/8", true)]
    public async Task Writes_from_other_origins_are_rejected(string header, string value, bool admitted)
    {
        foreach (var settings in new[] { Array.Empty<(string, string)>(), [("DARKROOM_ACCESS_KEY", Key)] })
        {
            await using var server = await RunningServer.StartAsync(settings);
            var own = value == "own" ? server.Address.GetLeftPart(UriPartial.Authority) : value;
            using var response = await server.Client.PostJsonAsync(
                "/api/generations", new { prompt = "x", size = "64x64" }, (header, own), ("Authorization", $"Bearer {Key}"));
            Assert.Equal(admitted ? HttpStatusCode.Accepted : HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task With_a_key_every_route_except_health_requires_it()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        var routes = server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>().ToList();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            var path = "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(
                part => part is RoutePatternLiteralPart literal ? literal.Content : "0"))));
            var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await server.Client.SendAsync(request, Cancel);
            if (Array.Exists(["/review/", "/api/review/", "/s/", "/downloads/", "/v1/files/"], secret => path.StartsWith(secret, StringComparison.Ordinal)))
            {
                // A link has its own secret; an unknown one gives no access.
                Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType, $"{method} {path} answered {response.StatusCode}");
                continue;
            }

            var open = path.StartsWith("/health/", StringComparison.Ordinal) || path.StartsWith("/assets/", StringComparison.Ordinal) || path == "/login";
            Assert.True(open == (response.StatusCode != HttpStatusCode.Unauthorized) || path == "/login", $"{method} {path} answered {response.StatusCode}");
        }
    }

    [Theory]
    [InlineData(Key, 200)]
    [InlineData("wrong", 401)]
    [InlineData("", 401)]
    [InlineData(Key + "x", 401)]
    public async Task Only_the_right_bearer_key_gives_access(string key, int status)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/images");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var response = await server.Client.SendAsync(request, Cancel);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_is_reported_as_wrong_and_a_missing_one_as_missing()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        using var wrong = await server.Client.OpenAsync("/api/images", ("Authorization", "Bearer wrong"));
        using var missing = await server.Client.OpenAsync("/api/images");

        Assert.Equal("The access key is wrong.", (await wrong.ReadJsonAsync()).GetProperty("title").GetString());
        Assert.Contains("error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("A key is required.", (await missing.ReadJsonAsync()).GetProperty("title").GetString());
        Assert.DoesNotContain("error", missing.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_key_any_host_name_is_allowed()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/images");
        request.Headers.Host = "darkroom.example";
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var response = await server.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_browser_is_redirected_to_the_login_page_and_back()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        using var redirect = await server.Client.OpenAsync("/gallery?q=sea", ("Accept", "text/html"));
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        Assert.Equal("/login?back=%2Fgallery%3Fq%3Dsea", redirect.Headers.Location!.ToString());

        using var wrong = await LoginAsync(server, "wrong", "/gallery?q=sea");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));

        using var right = await LoginAsync(server, Key, "/gallery?q=sea");
        Assert.Equal((HttpStatusCode.SeeOther, "/gallery?q=sea"), (right.StatusCode, right.Headers.Location!.ToString()));
        var cookie = Assert.Single(right.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Key, cookie, StringComparison.Ordinal);

        var session = cookie.Split(';')[0];
        using var inside = await server.Client.OpenAsync("/gallery", ("Cookie", session));
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        using var forged = await server.Client.OpenAsync("/gallery", ("Cookie", session[..^1] + (session[^1] == '0' ? '1' : '0')));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task The_redirect_after_login_never_leaves_the_site(string back)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        using var response = await LoginAsync(server, Key, back);
        Assert.Equal("/", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Wrong_keys_from_login_page_and_bearer_share_one_limit_that_never_rejects_the_right_key()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time, ("DARKROOM_ACCESS_KEY", Key));
        for (var i = 0; i < 5; i++)
        {
            using var login = await LoginAsync(server, $"guess {i}", "/");
            using var bearer = await BearerAsync(server, $"guess {i}");
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (login.StatusCode, bearer.StatusCode));
        }

        using (var login = await LoginAsync(server, "guess 10", "/"))
        using (var bearer = await BearerAsync(server, "guess 11"))
        {
            Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (login.StatusCode, bearer.StatusCode));
            Assert.Equal(KeyThrottle.Window, bearer.Headers.RetryAfter?.Delta);
            Assert.Equal("rate_limited", (await bearer.ReadJsonAsync()).GetProperty("code").GetString());
        }

        using (var login = await LoginAsync(server, Key, "/"))
        using (var bearer = await BearerAsync(server, Key))
        {
            Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.OK), (login.StatusCode, bearer.StatusCode));
        }

        time.Advance(KeyThrottle.Window);
        using var later = await LoginAsync(server, "guess 12", "/");
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:aaaa::1", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:bbbb::2", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::")]
    public void The_limit_on_wrong_keys_counts_an_IPv6_network_as_one_client(string address, string client) =>
        Assert.Equal(client, KeyThrottle.ClientOf(IPAddress.Parse(address)));

    [Fact]
    public void The_limit_on_wrong_keys_uses_bounded_memory_for_many_addresses()
    {
        var throttle = new KeyThrottle(new ManualTime());
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Null(throttle.CountWrong(new IPAddress([10, 0, (byte)(i >> 8), (byte)i])));
        }

        var waits = Enumerable.Range(0, KeyThrottle.MaxWrong + 1).Select(i => throttle.CountWrong(new IPAddress([10, 1, 0, (byte)i]))).ToList();

        Assert.All(waits.SkipLast(1), wait => Assert.Null(wait));
        Assert.Equal(KeyThrottle.Window, waits[^1]);
    }

    [Fact]
    public async Task A_form_sent_after_the_session_has_ended_leads_to_the_login_page()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/start") { Content = new FormUrlEncodedContent([new("prompt", "x")]) };
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml");
        request.Headers.Referrer = new Uri(server.Address, "/gallery?q=sea");

        using var response = await server.Client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.SeeOther, "/login?back=%2Fgallery%3Fq%3Dsea"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:0")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://[::]:5081")]
    [InlineData("urls", "http://darkroom.example:80")]
    [InlineData("Kestrel:Endpoints:Open:Url", "http://+:5080")]
    public async Task Listening_on_other_addresses_without_a_key_fails_at_start(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => BuildAsync((setting, value)));
        Assert.Contains("DARKROOM_ACCESS_KEY", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_key_the_server_listens_on_any_address()
    {
        await using var app = await BuildAsync(("urls", "http://0.0.0.0:0"), ("DARKROOM_ACCESS_KEY", Key));
        await app.StartAsync(Cancel);
        Assert.Contains("0.0.0.0", app.Urls.First(), StringComparison.Ordinal);
    }

    private static Task<WebApplication> BuildAsync(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        return DarkroomServer.BuildAsync([], builder => builder.Configuration.AddInMemoryCollection(
            settings.Append(("DARKROOM_DATA", folder)).Select(pair => KeyValuePair.Create(pair.Item1, (string?)pair.Item2))));
    }

    private static Task<HttpResponseMessage> BearerAsync(RunningServer server, string key) =>
        server.Client.OpenAsync("/api/images", ("Authorization", $"Bearer {key}"));

    private static Task<HttpResponseMessage> LoginAsync(RunningServer server, string key, string back) =>
        server.Client.PostAsync("/login", new FormUrlEncodedContent([new("key", key), new("back", back)]), Cancel);
}
