using System.Net;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Server.Access;

/// <summary>Forwarded headers are honoured only if the proxy is one of Access:TrustedProxies.</summary>
public sealed class TrustedProxyTests
{
    private const string Key = "correct-horse-battery-staple";
    private const string Bearer = $"Bearer {Key}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Access:TrustedProxies", "127.0.0.1", "https", true)]
    [InlineData("Access:TrustedProxies", "10.0.0.1, 127.0.0.0/8", "https", true)]
    [InlineData("Access:TrustedProxies:1", "127.0.0.1", "https", true)]
    [InlineData("Access:TrustedProxies", "127.0.0.1", "http", false)]
    [InlineData("Access:TrustedProxies", "10.0.0.0/8 ::1", "https", false)]
    [InlineData("Access:PublicUrl", "https://darkroom.example", "http", true)]
    [InlineData("Access:PublicUrl", "http://darkroom.example", "https", false)]
    public async Task The_session_cookie_is_secure_if_the_site_is_served_over_HTTPS(string setting, string value, string forwarded, bool secure)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key), (setting, value));

        var cookie = await LoginCookieAsync(server, ("X-Forwarded-Proto", forwarded));

        Assert.Equal(secure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Wrong_keys_count_against_the_client_behind_the_proxy()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key), ("Access:TrustedProxies", "127.0.0.1"));
        for (var i = 0; i < 10; i++)
        {
            // The leftmost address is the client's own claim and is ignored.
            Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(server, $"198.51.100.{i}, 192.0.2.1"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(server, "192.0.2.1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(server, "192.0.2.2"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(server, "2001:db8::1"));
        Assert.Contains("/api/images from 192.0.2.2", server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_not_a_trusted_proxy_cannot_choose_its_address()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(server, $"192.0.2.{i}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(server, "192.0.2.99"));
    }

    [Theory]
    [InlineData("Access:TrustedProxies", "127.0.0.1", "https://darkroom.example/review/")]
    [InlineData("Access:PublicUrl", "https://studio.example/darkroom/", "https://studio.example/darkroom/review/")]
    public async Task A_review_link_begins_with_the_public_address(string setting, string value, string beginning)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key), (setting, value));
        server.Client.DefaultRequestHeaders.Add("Authorization", Bearer);
        var campaign = await server.Client.CampaignAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{campaign["/api".Length..]}/review-links")
        {
            Content = new FormUrlEncodedContent([new("name", "Maria"), new("days", "7")]),
        };
        foreach (var (name, text) in new[] { ("Accept", "application/json"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "darkroom.example") })
        {
            request.Headers.TryAddWithoutValidation(name, text);
        }

        using var response = await server.Client.SendAsync(request, Cancel);

        Assert.StartsWith(beginning, (await response.ReadJsonAsync()).GetProperty("made").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://darkroom.example", true)]
    [InlineData("http://darkroom.example", false)]
    [InlineData("https://darkroom.example:8443", false)]
    [InlineData("https://darkroom.example.evil", false)]
    [InlineData("https://user@darkroom.example", false)]
    public async Task With_a_public_URL_its_origin_may_write_even_if_the_proxy_hides_the_host(string origin, bool admitted)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key), ("Access:PublicUrl", "https://darkroom.example/"));

        using var response = await server.Client.PostJsonAsync(
            "/api/generations", new { prompt = "x", size = "64x64" }, ("Origin", origin), ("Authorization", Bearer));

        Assert.Equal(admitted ? HttpStatusCode.Accepted : HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_a_forwarded_host_cannot_disguise_a_foreign_host_name()
    {
        await using var server = await RunningServer.StartAsync(("Access:TrustedProxies", "127.0.0.1"));
        foreach (var (host, forwarded, status) in new[]
        {
            ("evil.example", "localhost", HttpStatusCode.Forbidden),
            ("localhost", "evil.example", HttpStatusCode.Forbidden),
            ("localhost", "127.0.0.1:8080", HttpStatusCode.OK),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/images");
            request.Headers.Host = host;
            request.Headers.Add("X-Forwarded-Host", forwarded);
            using var response = await server.Client.SendAsync(request, Cancel);
            Assert.True(status == response.StatusCode, $"{host} forwarded as {forwarded}: {response.StatusCode}");
        }
    }

    private static async Task<HttpStatusCode> GuessAsync(RunningServer server, string forwardedFor)
    {
        using var response = await server.Client.OpenAsync("/api/images", ("Authorization", "Bearer wrong"), ("X-Forwarded-For", forwardedFor));
        return response.StatusCode;
    }

    private static async Task<string> LoginCookieAsync(RunningServer server, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login") { Content = new FormUrlEncodedContent([new("key", Key)]) };
        request.Headers.Add(header.Name, header.Value);
        using var response = await server.Client.SendAsync(request, Cancel);
        return Assert.Single(response.Headers.GetValues("Set-Cookie"));
    }
}
