using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Darkroom.Server;
using Darkroom.Tests.Browser;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Server.Http;

/// <summary>Darkroom below a path of its host.</summary>
public sealed partial class SubPathTests
{
    private const string Key = "correct-horse-battery-staple";
    private const string Prefix = "/studio";
    private static readonly (string, string) Trusted = ("Access:TrustedProxies", "127.0.0.1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_addresses_in_pages_and_responses_stay_below_the_path()
    {
        await using var server = await RunningServer.StartAsync(Trusted);
        await using var proxy = await PrefixProxy.StartAsync(server.Address, Prefix, header: Prefix);
        using var client = ClientOf(proxy);
        var start = await FillAsync(server, client);
        var walk = new Walk(client, Prefix);
        await walk.VisitAsync(["/", "/campaigns/new", "/nothing", "/?prompt=fox", "/openapi/v1.json", "/api/providers", "/api/images", "/api/campaigns", .. start]);

        Assert.Empty(walk.Wrong);
        Assert.Empty(proxy.Escaped);

        // Fails if the crawler silently visits fewer pages.
        string[] kinds = ["text/html", "text/css", "text/javascript", "application/json", "text/event-stream", "image/"];
        Assert.All(kinds, kind => Assert.Contains(walk.Types, type => type.StartsWith(kind, StringComparison.Ordinal)));
        string[] pages = ["/gallery", "/settings", "/campaigns", "/images/", "/campaigns/", "/review/", "/assets/", "/previews/"];
        Assert.All(pages, page => Assert.Contains(walk.Visited, path => path.StartsWith(Prefix + page, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Created_resources_and_redirects_are_below_the_path()
    {
        await using var server = await RunningServer.StartAsync(Trusted);
        await using var proxy = await PrefixProxy.StartAsync(server.Address, Prefix, header: Prefix);
        using var client = ClientOf(proxy);
        using var made = await client.PostJsonAsync($"{Prefix}/api/generations", new { prompt = "fox", size = "64x64" });
        Assert.StartsWith($"{Prefix}/api/generations/", made.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("prompt", "fox"), new("provider", "painter"), new("n", "1")]);
        using var started = await client.PostAsync(new Uri($"{Prefix}/start", UriKind.Relative), form, Cancel);
        Assert.Equal((HttpStatusCode.SeeOther, $"{Prefix}/"), (started.StatusCode, started.Headers.Location?.ToString()));
        using var lost = await client.GetAsync(new Uri($"{Prefix}/gallery?cursor=wrong", UriKind.Relative), Cancel);
        Assert.Equal($"{Prefix}/gallery", lost.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_session_cookie_is_limited_to_the_path_and_the_redirect_stays_below_it()
    {
        await using var server = await RunningServer.StartAsync(Trusted, ("DARKROOM_ACCESS_KEY", Key));
        await using var proxy = await PrefixProxy.StartAsync(server.Address, Prefix, header: Prefix);
        using var client = ClientOf(proxy);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Prefix}/gallery?q=fox") { Headers = { { "Accept", "text/html" } } };
        using var sent = await client.SendAsync(request, Cancel);
        Assert.Equal($"{Prefix}/login?back=%2Fgallery%3Fq%3Dfox", sent.Headers.Location?.ToString());
        using var form = new FormUrlEncodedContent([new("key", Key), new("back", "/gallery?q=fox")]);
        using var entered = await client.PostAsync(new Uri($"{Prefix}/login", UriKind.Relative), form, Cancel);

        Assert.Equal($"{Prefix}/gallery?q=fox", entered.Headers.Location?.ToString());
        Assert.Contains($"path={Prefix};", Assert.Single(entered.Headers.GetValues("Set-Cookie")) + ";", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_configured_path_works_with_proxies_that_strip_it_and_proxies_that_do_not(bool strips)
    {
        await using var server = await RunningServer.StartAsync(("Http:PathBase", "/darkroom/"));
        await using var proxy = await PrefixProxy.StartAsync(server.Address, "/darkroom", strips);
        using var client = ClientOf(proxy);
        var walk = new Walk(client, "/darkroom");
        await walk.VisitAsync(["/", "/api/images"]);

        Assert.Empty(walk.Wrong);
        Assert.Contains(walk.Types, type => type.StartsWith("text/css", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/studio", false, "")]
    [InlineData("//evil.example", true, "")]
    [InlineData("/a/../b", true, "")]
    [InlineData("/a\"b", true, "")]
    [InlineData("https://evil.example", true, "")]
    [InlineData("/a/b/", true, "/a/b")]
    [InlineData("/", true, "")]
    public async Task A_forwarded_prefix_counts_only_from_a_trusted_proxy_and_only_if_it_is_a_path(string header, bool trusted, string expected)
    {
        await using var server = await RunningServer.StartAsync(trusted ? [Trusted] : []);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Prefix", header);
        using var response = await server.Client.SendAsync(request, Cancel);

        Assert.Contains($"href=\"{expected}/gallery\"", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("darkroom")]
    [InlineData("//darkroom")]
    [InlineData("/dark room")]
    [InlineData("/darkroom/..")]
    public async Task An_invalid_path_fails_the_start(string path)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(("Http:PathBase", path)));
        Assert.Contains($"Http:PathBase = \"{path}\": not a path such as /darkroom", refused.Message, StringComparison.Ordinal);
    }

    private static HttpClient ClientOf(PrefixProxy proxy) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = proxy.Address, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Creates content for every page: images with partial images, a campaign with creatives, and a review link.</summary>
    /// <returns>The paths to start with.</returns>
    private static async Task<List<string>> FillAsync(RunningServer server, HttpClient client)
    {
        await Shelf.FillAsync(server, 70, i => $"image number {i}");
        var made = await client.CallAsync(HttpMethod.Post, $"{Prefix}/api/generations", HttpStatusCode.Accepted, new { prompt = "fox", n = 2, size = "320x320" });
        var events = made.GetProperty("events_url").GetString()!;
        await client.GetStringAsync(new Uri(events, UriKind.Relative), Cancel);
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var link = await client.CallAsync(HttpMethod.Post, $"{Prefix}{campaign}/review-links", HttpStatusCode.Created, new { });
        var review = link.GetProperty("url").GetString()!;
        Assert.StartsWith($"{Prefix}/review/", review, StringComparison.Ordinal);
        return
        [
            .. new[] { events, events[..^"/events".Length], review, $"{Prefix}/api{review[Prefix.Length..]}" }.Select(path => path[Prefix.Length..]),
            campaign, $"{campaign}/creatives", campaign["/api".Length..], $"{campaign["/api".Length..]}/creatives/0.instagram-square.0.0.en",
        ];
    }

    /// <summary>Follows every address in pages, style sheets, scripts, JSON and event streams.</summary>
    private sealed class Walk(HttpClient client, string prefix)
    {
        private readonly Queue<string> _next = [];

        public HashSet<string> Visited { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Types { get; } = [];

        public List<string> Wrong { get; } = [];

        public async Task VisitAsync(IEnumerable<string> paths)
        {
            foreach (var path in paths)
            {
                _next.Enqueue(prefix + path);
            }

            while (_next.TryDequeue(out var path))
            {
                if (Visited.Add(path))
                {
                    await ReadAsync(path);
                }
            }
        }

        private async Task ReadAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept", path.Contains("/api/", StringComparison.Ordinal) ? "*/*" : "text/html,*/*;q=0.8");
            using var response = await client.SendAsync(request, Cancel);
            var type = response.Content.Headers.ContentType?.ToString() ?? "";
            Types.Add(type);
            if ((int)response.StatusCode >= 400 && !path.EndsWith("/nothing", StringComparison.Ordinal))
            {
                Wrong.Add($"{path}: {(int)response.StatusCode}");
            }

            if (response.Headers.Location is { } location)
            {
                Take(path, location.ToString());
            }

            if (type.StartsWith("image/", StringComparison.Ordinal) && !type.Contains("svg", StringComparison.Ordinal))
            {
                return;
            }

            var text = await response.Content.ReadAsStringAsync(Cancel);
            switch (type.Split(';')[0])
            {
                case "text/html":
                    Page(path, text);
                    break;
                case "text/css":
                    All(path, text, CssAddress());
                    break;
                case "text/javascript":
                    All(path, text, Import());
                    break;
                case "text/event-stream":
                    text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).ToList()
                        .ForEach(line => Json(path, JsonElement.Parse(line["data: ".Length..])));
                    break;
                case "application/json" when path == $"{prefix}/openapi/v1.json":
                    Assert.Equal(prefix, JsonElement.Parse(text).GetProperty("servers")[0].GetProperty("url").GetString());
                    break;
                case "application/json" or "application/problem+json":
                    Json(path, JsonElement.Parse(text));
                    break;
            }
        }

        private void Page(string path, string html)
        {
            foreach (Match found in Attribute().Matches(html))
            {
                var (name, value) = (found.Groups["name"].Value, WebUtility.HtmlDecode(found.Groups["value"].Value));
                foreach (var address in name == "srcset" ? value.Split(',').Select(one => one.Trim().Split(' ')[0]) : [value])
                {
                    Take(path, address, follow: name != "action");
                }
            }
        }

        private void All(string path, string text, Regex addresses)
        {
            foreach (Match found in addresses.Matches(text))
            {
                Take(path, found.Groups["value"].Value);
            }
        }

        private void Json(string path, JsonElement json)
        {
            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    json.EnumerateObject().ToList().ForEach(one => Json(path, one.Value));
                    break;
                case JsonValueKind.Array:
                    json.EnumerateArray().ToList().ForEach(one => Json(path, one));
                    break;
                case JsonValueKind.String when json.GetString() is ['/', ..] address:
                    Take(path, address);
                    break;
            }
        }

        private void Take(string from, string address, bool follow = true)
        {
            if (address.StartsWith("data:", StringComparison.Ordinal) || address.StartsWith('#'))
            {
                return;
            }

            var whole = new Uri(new Uri(client.BaseAddress!, from), address);
            if (whole.Authority != client.BaseAddress!.Authority || !whole.AbsolutePath.StartsWith(prefix + "/", StringComparison.Ordinal))
            {
                Wrong.Add($"{from} names {address}");
            }
            else if (follow && !whole.AbsolutePath.EndsWith("/api/events", StringComparison.Ordinal))
            {
                _next.Enqueue(whole.PathAndQuery);
            }
        }
    }

    [GeneratedRegex("""\s(?<name>href|src|srcset|action|formaction|poster|data-original)="(?<value>[^"]*)["]""")]
    private static partial Regex Attribute();

    [GeneratedRegex("""(?:url\(\s*|@import\s+)["']?(?<value>[^"')\s]+)""")]
    private static partial Regex CssAddress();

    /// <summary>Matches modules, and addresses that begin at the host, which must be created by <c>at(…)</c>.</summary>
    [GeneratedRegex("""(?:from\s*|import\s*|fetch\(|EventSource\(|receive\(|call\([^,]+,\s*)["'`](?<value>\.?/[^"'`$]*)""")]
    private static partial Regex Import();
}
