using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Darkroom.Tests.Server.Gallery;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Server.Sharing;

/// <summary>Links to an image, a collection or a generation, and what they do not open.</summary>
public sealed partial class ShareTests
{
    private const string Key = "correct-horse-battery-staple";
    private const string Prompt = "a secret lighthouse";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_creates_lists_and_revokes_links()
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.PaintAsync(1, Prompt))[0];

        var made = await server.CallAsync("POST", "/api/shares", new { image = id, parameters = true }, 201);
        var token = made.GetProperty("url").GetString()!["/s/".Length..];
        Assert.Equal((id, Prompt, true, true), (made.GetProperty("image").GetString(), made.GetProperty("title").GetString(), made.GetProperty("parameters").GetBoolean(), made.GetProperty("active").GetBoolean()));
        Assert.Equal(14, (made.GetProperty("expires_at").GetDateTimeOffset() - made.GetProperty("created_at").GetDateTimeOffset()).TotalDays, 3);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "darkroom.db")};Pooling=False"))
        {
            Assert.DoesNotContain(token[32..], await connection.QuerySingleAsync<string>("SELECT token_hash FROM shares"), StringComparison.Ordinal);
        }

        var second = await server.CallAsync("POST", "/api/shares", new { image = id, expires_at = made.GetProperty("created_at").GetDateTimeOffset().AddDays(1) }, 201);
        var page = await server.CallAsync("GET", "/api/shares?limit=1");
        Assert.Equal(IdOf(second), IdOf(page.GetProperty("shares")[0]));
        Assert.False(page.GetProperty("shares")[0].TryGetProperty("url", out _));
        page = await server.CallAsync("GET", $"/api/shares?cursor={page.GetProperty("next_cursor").GetString()}&image={id}");
        Assert.Equal(IdOf(made), IdOf(Assert.Single(page.GetProperty("shares").EnumerateArray())));

        await server.CallAsync("DELETE", $"/api/shares/{IdOf(made)}", status: 204);
        await server.CallAsync("DELETE", $"/api/shares/{IdOf(made)}", status: 204);
        await server.CallAsync("DELETE", $"/api/shares/{new string('0', 32)}", status: 404);
        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync(made.GetProperty("url").GetString(), Cancel)).StatusCode);
        Assert.False((await server.CallAsync("GET", "/api/shares")).GetProperty("shares")[1].GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task A_link_without_parameters_shows_one_image_and_nothing_else()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(2, Prompt);
        var root = await ShareAsync(server, new { image = ids[0] });

        using var response = await server.Client.GetAsync(root, Cancel);
        var page = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal((HttpStatusCode.OK, "noindex"), (response.StatusCode, response.Headers.GetValues("X-Robots-Tag").Single()));
        Assert.Contains("<meta name=\"robots\" content=\"noindex\"", page, StringComparison.Ordinal);
        Assert.Contains($"<meta property=\"og:image\" content=\"{server.Address}{root[1..]}/images/{ids[0]}/1024\"", page, StringComparison.Ordinal);
        Assert.Contains("<meta property=\"og:title\" content=\"A shared image\"", page, StringComparison.Ordinal);
        foreach (var hidden in new[] { Prompt, "painter", "seed", ids[1], "/gallery", "/settings", "darkroom.js" })
        {
            Assert.DoesNotContain(hidden, page, StringComparison.OrdinalIgnoreCase);
        }

        using var small = await server.Client.GetAsync($"{root}/images/{ids[0]}/1024", Cancel);
        Assert.Equal(("image/jpeg", "private, no-cache"), (small.Content.Headers.ContentType?.MediaType, small.Headers.CacheControl?.ToString().Replace("no-cache, private", "private, no-cache", StringComparison.Ordinal)));
        Assert.Equal(await server.Client.GetByteArrayAsync($"/images/{ids[0]}/1024", Cancel), await small.Content.ReadAsByteArrayAsync(Cancel));
        foreach (var closed in new[] { $"/images/{ids[0]}", $"/images/{ids[1]}/1024", $"/images/{ids[1]}", $"/images/{ids[0]}/333", "/events", "/previews/x", $"/images/{ids[0]}/copies/parameters" })
        {
            Assert.Equal((closed, HttpStatusCode.NotFound), (closed, (await server.Client.GetAsync(root + closed, Cancel)).StatusCode));
        }

        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync($"{root}/images/{ids[1]}/view", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_link_with_parameters_shows_them_and_the_original()
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.PaintAsync(1, "<script>alert(1)</script> \"fox\""))[0];
        var root = await ShareAsync(server, new { image = id, parameters = true });

        var page = await server.Client.GetStringAsync(root, Cancel);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Matches("<dt>Seed</dt>\\s*<dd>7</dd>", page);
        Assert.DoesNotContain("cost", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(await server.Client.GetByteArrayAsync($"/images/{id}", Cancel), await server.Client.GetByteArrayAsync($"{root}/images/{id}", Cancel));
    }

    [Fact]
    public async Task A_link_needs_no_key_and_gives_none()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        try
        {
            string id, root;
            await using (var server = await RunningServer.StartOverAsync(folder))
            {
                id = (await server.PaintAsync(1))[0];
                root = await ShareAsync(server, new { image = id });
            }

            await using (var server = await RunningServer.StartOverAsync(folder, ("DARKROOM_ACCESS_KEY", Key)))
            {
                Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(root, Cancel)).StatusCode);
                Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"{root}/images/{id}/512", Cancel)).StatusCode);
                foreach (var closed in new[] { $"/images/{id}", $"/images/{id}/512", $"/api/images/{id}", "/api/shares", "/shares", "/api/events", $"/images/{id}/view" })
                {
                    Assert.Equal((closed, HttpStatusCode.Unauthorized), (closed, (await server.Client.GetAsync(closed, Cancel)).StatusCode));
                }

                Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.PostJsonAsync("/api/shares", new { image = id })).StatusCode);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Images_in_the_trash_are_gone_and_come_back()
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.PaintAsync(1))[0];
        var root = await ShareAsync(server, new { image = id });

        await server.CallAsync("DELETE", $"/api/images/{id}", status: 204);
        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync(root, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"{root}/images/{id}/512", Cancel)).StatusCode);
        await server.CallAsync("POST", "/api/shares", new { image = id }, 400);
        await server.CallAsync("POST", $"/api/images/{id}/restore");
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"{root}/images/{id}/512", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_collection_is_a_grid_in_pages()
    {
        await using var server = await RunningServer.StartAsync();
        string[] ids = [.. await server.PaintAsync(16), .. await server.PaintAsync(16), .. await server.PaintAsync(16), .. await server.PaintAsync(16)];
        var other = (await server.PaintAsync(1))[0];
        var collection = IdOf(await server.CallAsync("POST", "/api/collections", new { name = "is:trashed \"odd\"" }, 201));
        await server.EndOfAsync(IdOf(await server.CallAsync("POST", "/api/images/bulk", new { select = new { ids }, @do = new { collect = collection } }, 202)));
        var root = await ShareAsync(server, new { collection });

        var first = await server.Client.GetStringAsync(root, Cancel);
        Assert.Contains("is:trashed &quot;odd&quot;", first, StringComparison.Ordinal);
        Assert.Contains("64 images", first, StringComparison.Ordinal);
        Assert.DoesNotContain("a lighthouse", first, StringComparison.Ordinal);
        var next = Next().Match(first).Groups["url"].Value;
        var second = await server.Client.GetStringAsync(WebUtility.HtmlDecode(next), Cancel);
        var shown = Tile().Matches(first).Concat(Tile().Matches(second)).Select(match => match.Groups["id"].Value).ToList();
        Assert.Equal(60, Tile().Count(first));
        Assert.Equal(ids.Order(), shown.Order());
        Assert.DoesNotContain("rel=\"next\"", second, StringComparison.Ordinal);

        var image = await server.Client.GetStringAsync($"{root}/images/{shown[1]}/view", Cancel);
        Assert.Contains($"{root}/images/{shown[0]}/view", image, StringComparison.Ordinal);
        Assert.Contains($"{root}/images/{shown[2]}/view", image, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync($"{root}/images/{other}/view", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"{root}/images/{other}/256", Cancel)).StatusCode);

        await server.CallAsync("DELETE", $"/api/images/{shown[0]}", status: 204);
        Assert.Contains("63 images", await server.Client.GetStringAsync(root, Cancel), StringComparison.Ordinal);
        await server.CallAsync("DELETE", $"/api/collections/{collection}", status: 204);
        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync(root, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"{root}/images/{shown[2]}/256", Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_run_is_followed_under_its_link_without_what_the_link_does_not_show()
    {
        await using var server = await RunningServer.StartAsync();
        var started = await server.CallAsync("POST", "/api/generations", new { prompt = Prompt, n = 3, size = "256x256", provider = "painter", seed = 424242, partial_images = 2 }, 202);
        var root = await ShareAsync(server, new { generation = IdOf(started) });

        using var response = await server.Client.GetAsync($"{root}/events?inline=all", HttpCompletionOption.ResponseHeadersRead, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        foreach (var hidden in new[] { Prompt, "painter", "424242", "cost", "usage", "elapsed", "revised", "generation_id", "\"/images/", "\"/previews/" })
        {
            Assert.DoesNotContain(hidden, text, StringComparison.OrdinalIgnoreCase);
        }

        var images = ImageUrl().Matches(text).Select(match => match.Groups["url"].Value).Distinct().ToList();
        Assert.Equal(3, images.Count);
        Assert.All(images, url => Assert.StartsWith($"{root}/images/", url, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"{images[0]}/512", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(images[0], Cancel)).StatusCode);
        var preview = PreviewUrl().Match(text).Groups["url"].Value;
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(preview, Cancel)).StatusCode);
        Assert.Contains("event: complete", text, StringComparison.Ordinal);

        var page = await server.Client.GetStringAsync(root, Cancel);
        Assert.Equal(3, page.Split("data-state=\"ready\"").Length - 1);
        Assert.DoesNotContain(Prompt, page, StringComparison.Ordinal);

        // The other link of the same run shows another run's images as little.
        var other = (await server.PaintAsync(1))[0];
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"{root}/images/{other}/512", Cancel)).StatusCode);
        var imageLink = await ShareAsync(server, new { image = other });
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(preview.Replace(root, imageLink, StringComparison.Ordinal), Cancel)).StatusCode);

        // In the trash, an image and its partial images leave the page and the replay.
        await server.CallAsync("DELETE", $"/api/images/{images[0].Split('/')[^1]}", status: 204);
        var replay = await server.Client.GetStringAsync($"{root}/events?inline=previews", Cancel);
        Assert.DoesNotContain(images[0], replay, StringComparison.Ordinal);
        Assert.Equal(2, ImageUrl().Matches(replay).Select(match => match.Groups["url"].Value).Distinct().Count());
        Assert.Equal(2, (await server.Client.GetStringAsync(root, Cancel)).Split("data-state=\"ready\"").Length - 1);
    }

    [Fact]
    public async Task A_link_that_has_ended_says_so_and_other_addresses_say_nothing()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time);
        var id = (await server.PaintAsync(1))[0];
        var root = await ShareAsync(server, new { image = id, expires_at = time.GetUtcNow().AddHours(1) });
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(root, Cancel)).StatusCode);
        time.Advance(TimeSpan.FromHours(1));

        using var ended = await server.Client.GetAsync(root, Cancel);
        Assert.Equal(HttpStatusCode.Gone, ended.StatusCode);
        Assert.Contains("This link has ended", await ended.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync($"{root}/images/{id}/512", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync($"{root}/events", Cancel)).StatusCode);
        foreach (var wrong in new[] { "/s/x", "/s/", root[..^1], $"{root}0", $"{root[..^1]}{(root[^1] == '0' ? '1' : '0')}", "/s/" + new string('0', 96), "/s/%00", "/s/' OR 1=1 --", "/s/..%2f..%2fetc", "/s/" + new string('é', 96) })
        {
            foreach (var path in new[] { wrong, $"{wrong}/images/{id}/512", $"{wrong}/events" })
            {
                Assert.Contains((await server.Client.GetAsync(path, Cancel)).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
            }
        }

        Assert.Contains("ended share link", server.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(root[10..], server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_with_its_link()
    {
        await using var server = await RunningServer.StartAsync(("Providers:painter:Pace", "30"));
        var started = await server.CallAsync("POST", "/api/generations", new { prompt = Prompt, n = 2, size = "256x256", provider = "painter", partial_images = 3 }, 202);
        var made = await server.CallAsync("POST", "/api/shares", new { generation = IdOf(started) }, 201);
        using var response = await server.Client.GetAsync($"{made.GetProperty("url").GetString()}/events", HttpCompletionOption.ResponseHeadersRead, Cancel);
        await server.CallAsync("DELETE", $"/api/shares/{IdOf(made)}", status: 204);
        await server.CallAsync("POST", $"/api/generations/{IdOf(started)}/cancel");

        Assert.DoesNotContain("event: complete", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "image", "one thing")]
    [InlineData("""{"image":"00000000000000000000000000000001","collection":"00000000000000000000000000000001"}""", "image", "one thing")]
    [InlineData("""{"image":"../etc/passwd"}""", "image", "32 hexadecimal")]
    [InlineData("""{"image":"00000000000000000000000000000001"}""", "image", "no such image")]
    [InlineData("""{"collection":"00000000000000000000000000000001"}""", "collection", "saved search")]
    [InlineData("""{"generation":"00000000000000000000000000000001"}""", "generation", "no such generation")]
    [InlineData("""{"generation":"00000000000000000000000000000001","expires_at":"2020-01-01T00:00:00Z"}""", "expires_at", "in the future")]
    [InlineData("""{"image":"00000000000000000000000000000001","expires":"2020-01-01T00:00:00Z"}""", "expires", "unknown")]
    public async Task Mistakes_are_named(string body, string field, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        var problem = await server.CallAsync("POST", "/api/shares", body, 400);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var reasons), problem.GetRawText());
        Assert.Contains(advice, reasons[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_a_form_creates_and_revokes_links()
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.PaintAsync(1, Prompt))[0];
        Assert.Contains($"/shares?image={id}", await server.Client.GetStringAsync($"/images/{id}/view", Cancel), StringComparison.Ordinal);
        Assert.Contains($"value=\"{id}\"", await server.Client.GetStringAsync($"/shares?image={id}", Cancel), StringComparison.Ordinal);

        using var made = await PostAsync("/shares", ("image", id), ("days", "7"), ("parameters", "on"));
        var page = await made.Content.ReadAsStringAsync(Cancel);
        var address = CreatedUrl().Match(page).Groups["url"].Value;
        Assert.Contains(Prompt, await server.Client.GetStringAsync(address, Cancel), StringComparison.Ordinal);
        var link = RevokePath().Match(page).Groups["path"].Value;
        using var revoked = await PostAsync(link);
        Assert.Equal(HttpStatusCode.SeeOther, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync(address, Cancel)).StatusCode);
        Assert.Contains("Revoked", await server.Client.GetStringAsync("/shares", Cancel), StringComparison.Ordinal);
        using var wrong = await PostAsync("/shares", ("image", new string('0', 32)));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => server.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
                Headers = { { "Accept", "text/html" }, { "Origin", server.Address.GetLeftPart(UriPartial.Authority) } },
            },
            Cancel);
    }

    private static string IdOf(JsonElement element) => element.GetProperty("id").GetString()!;

    /// <returns>The path of the link.</returns>
    private static async Task<string> ShareAsync(RunningServer server, object body) =>
        (await server.CallAsync("POST", "/api/shares", body, 201)).GetProperty("url").GetString()!;

    [GeneratedRegex("class=\"gallery-tile\" href=\"[^\"]*/images/(?<id>[0-9a-f]{32})/view\"")]
    private static partial Regex Tile();

    [GeneratedRegex("rel=\"next\" href=\"(?<url>[^\"]+)\"")]
    private static partial Regex Next();

    [GeneratedRegex("\"url\":\"(?<url>[^\"]*/images/[0-9a-f]{32})\"")]
    private static partial Regex ImageUrl();

    [GeneratedRegex("\"url\":\"(?<url>[^\"]*/previews/[^\"]+)\"")]
    private static partial Regex PreviewUrl();

    [GeneratedRegex("readonly value=\"(?<url>http[^\"]+)\"")]
    private static partial Regex CreatedUrl();

    [GeneratedRegex("action=\"(?<path>/shares/[0-9a-f]{32}/revoke)\"")]
    private static partial Regex RevokePath();
}
