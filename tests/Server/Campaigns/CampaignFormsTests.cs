using System.Net;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>The forms of the campaign pages without scripts: every response is a page or redirects to one.</summary>
public sealed class CampaignFormsTests
{
    private const string Key = "0.instagram-square.0.0.en";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sheet_redirects_to_the_campaign_s_page_with_its_texts()
    {
        await using var server = await RunningServer.StartAsync();
        var page = (await server.Client.CampaignAsync())["/api".Length..];

        using var answer = await SendAsync(server, $"{page}/import", CampaignApi.File("headline,cta\nWalk on air,Buy now\n"u8.ToArray(), "texts.csv", "sheet"));

        Assert.Equal((HttpStatusCode.SeeOther, page), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Contains("value=\"Walk on air\"", await server.Client.GetStringAsync(answer.Headers.Location, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_of_a_sheet_are_shown_on_the_page_beside_its_form()
    {
        await using var server = await RunningServer.StartAsync();
        var page = (await server.Client.CampaignAsync())["/api".Length..];

        using var answer = await SendAsync(server, $"{page}/import", CampaignApi.File("headline,cta\na,b,c\n"u8.ToArray(), "texts.csv", "sheet"));

        var html = await PageOfAsync(answer, HttpStatusCode.BadRequest);
        Assert.Matches("class=\"import-said wrong\"[^>]*>Line 2: It has 3 cells", html);
        Assert.Matches("id=\"import\" class=\"pop\" data-part=\"import\" role", html);
        Assert.Contains("value=\"Begin slowly\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_sends_a_sheet_gets_JSON()
    {
        await using var server = await RunningServer.StartAsync();
        var page = (await server.Client.CampaignAsync())["/api".Length..];

        using var good = await SendAsync(server, $"{page}/import", CampaignApi.File("headline,cta\na,b\n"u8.ToArray(), "texts.csv", "sheet"), "application/json");
        using var bad = await SendAsync(server, $"{page}/import", CampaignApi.File([], "texts.csv", "sheet"), "application/json");

        Assert.True((await good.ReadJsonAsync()).GetProperty("applied").GetBoolean());
        Assert.Contains("empty", (await bad.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/creatives/" + Key, "call_to_action", 61, "Too long: 61 of 40 characters.")]
    [InlineData("/creatives/" + Key + "?from=" + Key, "comment", 2001, "Too long: 2,001 of 2,000 characters.")]
    [InlineData("/prompts", "prompt.0.square", 4001, "Too long: 4,001 of 4,000 characters.")]
    public async Task A_text_that_is_too_long_is_reported_on_the_page(string path, string field, int length, string sentence)
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);

        using var answer = await SendAsync(
            server, campaign["/api".Length..] + path, new FormUrlEncodedContent([KeyValuePair.Create(field, new string('a', length))]));

        Assert.Contains(sentence, await PageOfAsync(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_s_comment_that_is_too_long_is_reported_on_a_page_with_a_link_back()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var link = (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created)).GetProperty("url").GetString()!;

        using var answer = await SendAsync(
            server, $"{link}/creatives/{Key}", new FormUrlEncodedContent([KeyValuePair.Create("name", "Ana"), KeyValuePair.Create("comment", new string('a', 2001))]));

        var html = await PageOfAsync(answer, HttpStatusCode.BadRequest);
        Assert.Contains("Too long: 2,001 of 2,000 characters.", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}?name=Ana\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/campaigns", "logo", 16, "A logo may have at most 4 MiB, a font 10 MiB.")]
    [InlineData("/campaigns/ID", "font", 16, "A logo may have at most 4 MiB, a font 10 MiB.")]
    [InlineData("/campaigns/ID/import", "sheet", 18, "A sheet may have at most 16 MiB.")]
    [InlineData("/campaigns/ID/prompts", "prompt.0.square", 2, "at most 1,048,576 bytes are accepted here")]
    public async Task A_form_beyond_the_limit_is_rejected_before_it_is_read(string path, string field, int megabytes, string sentence)
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.Client.CampaignAsync())["/api/campaigns/".Length..];
        path = path.Replace("ID", id, StringComparison.Ordinal);
        var bytes = new byte[megabytes * 1024 * 1024];

        using var page = await SendAsync(server, path, CampaignApi.File(bytes, "large", field), expectContinue: true);
        using var json = await SendAsync(server, path, CampaignApi.File(bytes, "large", field), "application/json", expectContinue: true);

        Assert.Contains(sentence, await PageOfAsync(page, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, json.StatusCode);
        Assert.Contains(sentence, (await json.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/campaigns/ID/assets", "file", 12, "A logo may have at most 4 MiB, a font 10 MiB.")]
    [InlineData("/api/campaigns/ID/import", "sheet", 18, "A sheet may have at most 16 MiB.")]
    public async Task A_file_beyond_the_limit_is_rejected_by_the_API(string path, string field, int megabytes, string sentence)
    {
        await using var server = await RunningServer.StartAsync();
        var id = (await server.Client.CampaignAsync())["/api/campaigns/".Length..];

        using var answer = await SendAsync(
            server, path.Replace("ID", id, StringComparison.Ordinal), CampaignApi.File(new byte[megabytes * 1024 * 1024], "large", field), "*/*", expectContinue: true);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains(sentence, (await answer.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_font_of_a_common_size_can_be_sent_with_the_form()
    {
        await using var server = await RunningServer.StartAsync();
        var form = CampaignApi.File(new byte[3 * 1024 * 1024], "brand.ttf", "font");
        foreach (var (name, value) in new[] { ("name", "x"), ("concepts", "1"), ("formats", "instagram-square"), ("language", "en"), ("headline.en", "a"), ("call_to_action.en", "b"), ("primary", "#112233"), ("secondary", "#445566") })
        {
            form.Add(new StringContent(value), name);
        }

        using var answer = await SendAsync(server, "/campaigns", form);

        // The form is read and the file is checked: three megabytes of zeros are not a font.
        Assert.Contains("A logo is a PNG, SVG or WebP file, or a JPEG, AVIF, TIFF or GIF, which is converted to PNG; a font is a TTF or OTF file.", await PageOfAsync(answer, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RunningServer server, string path, HttpContent content, string accept = "text/html,application/xhtml+xml", bool expectContinue = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.ExpectContinue = expectContinue;
        return await server.Client.SendAsync(request, Cancel);
    }

    private static async Task<string> PageOfAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        return text;
    }
}
