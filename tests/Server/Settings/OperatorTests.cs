using System.Net;
using System.Net.Http.Json;
using Darkroom.Server.Access;
using Microsoft.AspNetCore.Http;

namespace Darkroom.Tests.Server.Settings;

/// <summary>Who may change the settings.</summary>
public sealed class OperatorTests : SettingsTest
{
    private const string AccessKey = "correct-horse-battery-staple";

    private static readonly (string Method, string Path)[] Protected =
    [
        ("GET", "/api/settings"), ("PATCH", "/api/settings"), ("PUT", "/api/settings/providers/openai/key"), ("DELETE", "/api/settings/providers/openai/key"),
        ("POST", "/api/settings/providers/openai/test"), ("POST", "/settings"), ("POST", "/settings/derivatives/delete"),
        ("GET", "/api/webhooks"), ("POST", "/api/webhooks"), ("GET", "/api/webhooks/1"), ("PATCH", "/api/webhooks/1"), ("DELETE", "/api/webhooks/1"),
        ("POST", "/api/webhooks/1/secret"), ("POST", "/api/webhooks/1/test"), ("GET", "/api/webhooks/1/deliveries"), ("POST", "/api/webhooks/1/deliveries/1/replay"),
        ("GET", "/settings/webhooks"), ("POST", "/settings/webhooks"), ("GET", "/settings/webhooks/1"), ("POST", "/settings/webhooks/1"),
    ];

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Authorization", "Bearer anything")]
    public async Task Without_an_access_key_a_request_through_a_proxy_or_with_a_key_may_not(string header, string value)
    {
        await using var server = await RunningServer.StartAsync();

        foreach (var (method, path) in Protected)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, method, path, (header, value)));
        }

        using var page = await server.Client.OpenAsync("/settings", (header, value));
        var html = await page.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("data-save", html, StringComparison.Ordinal);
        Assert.Contains(header == "Authorization" ? "not by a program" : "No access key is set", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_access_key_a_direct_request_of_this_machine_may()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/api/settings"));
        Assert.Contains("data-save", await PageAsync(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/settings/keys")]
    [InlineData("/settings/webhooks")]
    [InlineData("/settings/workflows/portraits")]
    public async Task A_browser_that_may_not_gets_a_page_that_leads_back(string path)
    {
        await using var server = await RunningServer.StartAsync();

        using var page = await server.Client.OpenAsync(path, ("X-Forwarded-For", "127.0.0.1"), ("Accept", "text/html,*/*;q=0.8"));

        Assert.Equal((HttpStatusCode.Forbidden, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var html = await page.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("No access key is set", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/settings\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_trusted_proxies_a_request_without_an_access_key_may_not()
    {
        await using var server = await RunningServer.StartAsync(("Access:TrustedProxies", "10.0.0.1"));

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, "GET", "/api/settings"));
    }

    [Theory]
    [InlineData("127.0.0.1", "localhost:5080", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1:5080", true)]
    [InlineData("::1", "[::1]", true)]
    [InlineData("192.168.1.5", "localhost", false)]
    [InlineData("127.0.0.1", "darkroom.example", false)]
    [InlineData(null, "localhost", false)]
    public void Without_an_access_key_both_ends_must_be_this_machine(string? client, string host, bool allowed)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = client is null ? null : IPAddress.Parse(client);
        context.Request.Host = new HostString(host);

        Assert.Equal(allowed, new OperatorRule(behindProxy: false).WithoutKey(context).Refusal is null);
        Assert.NotNull(new OperatorRule(behindProxy: true).WithoutKey(context).Refusal);
    }

    [Fact]
    public async Task With_an_access_key_a_session_may_and_the_key_itself_may_not()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", AccessKey));
        using var login = await server.Client.PostAsync("/login", new FormUrlEncodedContent([new("key", AccessKey)]), Cancel);
        var session = login.Headers.GetValues("Set-Cookie").Last().Split(';')[0];

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/api/settings", ("Cookie", session)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "GET", "/api/settings", ("Cookie", session), ("X-Forwarded-For", "192.0.2.1")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "GET", "/api/settings"));
        foreach (var (method, path) in Protected)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, method, path, ("Authorization", $"Bearer {AccessKey}")));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, method, path, ("Authorization", $"Bearer {AccessKey}"), ("Cookie", session)));
        }
    }

    [Fact]
    public async Task A_page_of_another_site_may_not()
    {
        await using var server = await RunningServer.StartAsync();

        foreach (var (method, path) in Protected.Where(one => one.Method != "GET").Append(("POST", "/settings/theme")))
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(server, method, path, ("Origin", "http://evil.example")));
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method != "GET")
        {
            request.Content = path.StartsWith("/api", StringComparison.Ordinal) ? JsonContent.Create(new { }) : new FormUrlEncodedContent([new("part", "costs")]);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await server.Client.SendAsync(request, Cancel);
        return response.StatusCode;
    }
}
