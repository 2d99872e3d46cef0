using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>A review link gives access to the creatives of one campaign and to nothing else.</summary>
public sealed class CampaignReviewTests
{
    private const string Key = "0.instagram-square.0.0.en";

    [Fact]
    public async Task A_client_without_a_key_sees_creatives_while_images_are_generated_and_decides()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", "correct horse battery"));
        using var owner = Owner(server);
        var campaign = await owner.CampaignAsync();
        var review = await LinkAsync(owner, campaign);

        var early = await server.GetAsync($"/api{review}");
        Assert.Equal(("Morning ritual", 1), (early.GetProperty("name").GetString(), early.GetProperty("total").GetInt32() + 1));
        await owner.GenerateAsync(campaign);
        var seen = (await server.GetAsync($"/api{review}")).GetProperty("creatives")[0];
        Assert.StartsWith($"{review}/creatives/{Key}/", seen.GetProperty("preview_url").GetString(), StringComparison.Ordinal);
        var decided = await server.Client.CallAsync(
            HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.OK, new { name = "Ana", approval = "rejected", comment = "Too dark" });

        Assert.Equal("rejected", decided.GetProperty("approval").GetString());
        var reported = (await owner.CallAsync(HttpMethod.Get, $"{campaign}/creatives?state=rejected", HttpStatusCode.OK)).GetProperty("creatives")[0];
        Assert.Equal(
            ("Ana", true, "Too dark"), (reported.GetProperty("by").GetString(), reported.GetProperty("by_typed").GetBoolean(), reported.GetProperty("comment").GetString()));
        Assert.DoesNotContain("prompt", (await server.GetAsync($"/api{review}")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_is_drawn_once_for_owner_and_client_and_kept_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-");
        try
        {
            string campaign;
            byte[] drawn;
            List<string> previews;
            await using (var server = await RunningServer.StartOverAsync(folder.FullName))
            {
                campaign = await server.Client.CampaignAsync();
                await server.Client.GenerateAsync(campaign);
                var review = await LinkAsync(server.Client, campaign);
                drawn = await PreviewAsync(server, campaign["/api".Length..]);
                previews = Previews(folder);
                Assert.Equal(drawn, await PreviewAsync(server, review));
                Assert.Equal(previews, Previews(folder));
            }

            await using (var server = await RunningServer.StartOverAsync(folder.FullName))
            {
                Assert.True((await server.GetAsync($"{campaign}/creatives")).GetProperty("creatives")[0].TryGetProperty("problems", out _));
                Assert.Equal(drawn, await PreviewAsync(server, campaign["/api".Length..]));
                Assert.Equal(previews, Previews(folder));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static Task<byte[]> PreviewAsync(RunningServer server, string path) =>
            server.Client.GetByteArrayAsync(new Uri($"{path}/creatives/{Key}/320", UriKind.Relative), TestContext.Current.CancellationToken);

        static List<string> Previews(DirectoryInfo folder) =>
            [.. folder.GetFiles("*.webp", SearchOption.AllDirectories).Select(file => $"{file.Name} {file.LastWriteTimeUtc:O}").Order()];
    }

    [Fact]
    public async Task Decisions_through_a_link_for_a_person_are_signed_by_that_person()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var review = await LinkAsync(server.Client, campaign, new { name = " Maria " });

        foreach (var body in new object[] { new { name = "Ana", approval = "approved" }, new { approval = "rejected" } })
        {
            var decided = await server.Client.CallAsync(HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.OK, body);
            Assert.Equal(("Maria", false), (decided.GetProperty("by").GetString(), decided.GetProperty("by_typed").GetBoolean()));
        }

        using var form = new FormUrlEncodedContent([new("name", "Ana"), new("comment", "Too dark")]);
        using var sent = await server.Client.PostAsync($"{review}/creatives/{Key}?name=Ana", form, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.SeeOther, review), (sent.StatusCode, sent.Headers.Location?.OriginalString));
        var page = await PageAsync(server, campaign["/api".Length..]);
        Assert.Matches("Too dark – Maria<", page);
        var reviewed = await PageAsync(server, review);
        Assert.Contains("reviewing as <strong>Maria</strong>", reviewed, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"reviewer\"", reviewed, StringComparison.Ordinal);
        Assert.Equal("Maria", (await server.GetAsync($"{campaign}/review-links"))[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_typed_name_is_marked_as_typed_on_the_page_and_in_the_export()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var review = await LinkAsync(server.Client, campaign);
        await server.Client.CallAsync(
            HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.OK, new { name = "Anna", approval = "approved", comment = "Lovely" });

        Assert.Contains("Lovely – Anna (typed by the visitor)<", await PageAsync(server, campaign["/api".Length..]), StringComparison.Ordinal);
        await using var zip = new ZipArchive(new MemoryStream(await server.Client.GetByteArrayAsync(
            new Uri($"{campaign}/export", UriKind.Relative), TestContext.Current.CancellationToken)));
        using var manifest = await JsonDocument.ParseAsync(
            await zip.GetEntry("manifest.json")!.OpenAsync(TestContext.Current.CancellationToken), default, TestContext.Current.CancellationToken);
        Assert.Equal("Anna (typed by the visitor)", manifest.RootElement.GetProperty("files")[0].GetProperty("decided_by").GetString());
    }

    [Theory]
    [InlineData("a\u0007b")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhhi")]
    public async Task A_link_is_not_created_for_an_invalid_name(string name)
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();

        var refused = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.BadRequest, new { name });

        Assert.True(refused.GetProperty("errors").TryGetProperty("name", out _));
    }

    [Fact]
    public async Task The_form_for_a_link_requires_a_name()
    {
        await using var server = await RunningServer.StartAsync();
        var page = (await server.Client.CampaignAsync())["/api".Length..];
        foreach (var name in new[] { "", "  ", new string('a', 81) })
        {
            using var form = new FormUrlEncodedContent([new("name", name), new("days", "7")]);
            using var refused = await server.Client.PostAsync($"{page}/review-links", form, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        }

        using var good = new FormUrlEncodedContent([new("name", "Maria"), new("days", "7")]);
        using var made = await server.Client.PostAsync($"{page}/review-links", good, TestContext.Current.CancellationToken);
        var html = await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"value=\"{server.Address}review/", html, StringComparison.Ordinal);
        Assert.Contains("Maria: Active", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_reaches_nothing_but_its_own_campaigns_review()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", "correct horse battery"));
        using var owner = Owner(server);
        var (campaign, other) = (await owner.CampaignAsync(), await owner.CampaignAsync());
        await owner.GenerateAsync(other);
        var token = (await LinkAsync(owner, campaign))["/review/".Length..];

        foreach (var path in new[] { campaign, $"{campaign}/creatives", "/api/campaigns", "/api/brand-kits", $"/api/review/../{campaign[5..]}", "/api/images", $"{other["/api".Length..]}/creatives/{Key}/320" })
        {
            using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        // The other campaign has an image for this creative, the link's own campaign has not.
        await server.GetAsync($"/review/{token}/creatives/{Key}/320", HttpStatusCode.NotFound);
        await server.Client.CallAsync(
            HttpMethod.Patch, $"/api/review/{token}/creatives/{Key}", HttpStatusCode.BadRequest, new { name = "Ana", headline = "Mine" });
    }

    [Fact]
    public async Task An_incomplete_or_wrong_token_opens_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, other) = (await server.Client.CampaignAsync(), await server.Client.CampaignAsync());
        var token = (await LinkAsync(server.Client, campaign))["/review/".Length..];
        var second = (await LinkAsync(server.Client, other))["/review/".Length..];
        var last = token[^1] == '0' ? '1' : '0';

        foreach (var wrong in new[] { token[..^1], token + "0", token[..^1] + last, token[..32], new string('0', 96), token[..32] + second[32..], second[..32] + token[32..], "..%2f", token.ToUpperInvariant() })
        {
            await server.GetAsync($"/api/review/{wrong}", HttpStatusCode.NotFound);
            await server.GetAsync($"/review/{wrong}/creatives/{Key}/320", HttpStatusCode.NotFound);
            await server.Client.CallAsync(HttpMethod.Patch, $"/api/review/{wrong}/creatives/{Key}", HttpStatusCode.NotFound, new { name = "x", comment = "x" });
        }
    }

    [Fact]
    public async Task A_link_ends_when_it_expires_or_is_revoked()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time);
        var campaign = await server.Client.CampaignAsync();
        var short_ = await LinkAsync(server.Client, campaign, new { expires_at = time.GetUtcNow().AddHours(1) });
        var revoked = await LinkAsync(server.Client, campaign);
        await server.GetAsync($"/api{short_}");
        time.Advance(TimeSpan.FromHours(1));

        var ended = await server.GetAsync($"/api{short_}", HttpStatusCode.Gone);
        Assert.Contains("Ask the person who sent it", ended.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await server.GetAsync($"/api{revoked}");
        var links = (await server.GetAsync($"{campaign}/review-links")).EnumerateArray().ToList();
        var active = Assert.Single(links, link => link.GetProperty("active").GetBoolean());
        await server.Client.CallAsync(HttpMethod.Delete, $"{campaign}/review-links/{active.GetProperty("id").GetString()}", HttpStatusCode.NoContent);
        await server.GetAsync($"/api{revoked}", HttpStatusCode.Gone);
        await server.Client.CallAsync(HttpMethod.Patch, $"/api{revoked}/creatives/{Key}", HttpStatusCode.Gone, new { name = "x", comment = "x" });
    }

    [Fact]
    public async Task The_secret_of_a_link_is_not_stored_and_shown_once()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        var secret = (await LinkAsync(server.Client, campaign))[("/review/".Length + 32)..];

        Assert.DoesNotContain(secret, (await server.GetAsync($"{campaign}/review-links")).GetRawText(), StringComparison.Ordinal);
        await server.StopAsync(TestContext.Current.CancellationToken);
        foreach (var file in Directory.EnumerateFiles(server.Folder, "darkroom.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    /// <summary>Returns a page with its HTML entities decoded.</summary>
    private static async Task<string> PageAsync(RunningServer server, string path) =>
        WebUtility.HtmlDecode(await server.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    private static HttpClient Owner(RunningServer server)
    {
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "correct horse battery");
        return client;
    }

    private static async Task<string> LinkAsync(HttpClient owner, string campaign, object? body = null)
    {
        JsonElement link = await owner.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created, body);
        return link.GetProperty("url").GetString()!;
    }
}
