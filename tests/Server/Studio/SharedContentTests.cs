using System.Net;
using System.Text.RegularExpressions;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Server.Studio;

/// <summary>What another application shares with the installed site: <c>POST /share-target</c>.</summary>
public sealed partial class SharedContentTests : IAsyncLifetime
{
    private const string Key = "correct-horse-battery-staple";

    private static readonly byte[] Photo = TestImages.NoisyPng(64, 48, seed: 3, bytesAbout: 2000);

    private RunningServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Shared_images_are_in_the_gallery_and_in_the_composer_with_the_shared_text()
    {
        using var answer = await ShareAsync(_server, Form("a fox & a hen", ("cat.png", Photo), ("dog.png", TestImages.NoisyPng(32, 32))));
        var images = (await _server.GetAsync("/api/images")).GetProperty("images").EnumerateArray().Select(image => image.GetProperty("id").GetString()).ToList();

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(2, images.Count);
        Assert.StartsWith("/?prompt=a%20fox%20%26%20a%20hen&image=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var studio = await _server.Client.GetStringAsync(answer.Headers.Location, Cancel);
        Assert.Contains("a fox &amp; a hen", studio, StringComparison.Ordinal);
        Assert.Equal(images.Order(), GivenIn(studio).Order());
        Assert.Equal(0, (await _server.GetAsync("/api/queue")).GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Text_alone_becomes_the_prompt()
    {
        using var answer = await ShareAsync(_server, Form("a fox"));
        Assert.Equal("/?prompt=a%20fox", answer.Headers.Location?.OriginalString);

        // A text that is too long for an address is on the page of the answer.
        using var page = await ShareAsync(_server, Form(new string('ä', 3000)));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains(new string('ä', 3000), WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_image_twice_is_one_image()
    {
        using var first = await ShareAsync(_server, Form("", ("a.png", Photo), ("b.png", Photo)));
        using var second = await ShareAsync(_server, Form("", ("c.png", Photo)));

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(1, (await _server.GetAsync("/api/images")).GetProperty("images").GetArrayLength());
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("GIF89a")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("")]
    public async Task A_file_that_is_no_usable_image_is_named_and_the_others_are_used(string content)
    {
        using var answer = await ShareAsync(_server, Form("a fox", ("<b>evil</b>.svg", System.Text.Encoding.UTF8.GetBytes(content)), ("cat.png", Photo)));
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Matches("cannot be used: .+", page);
        Assert.DoesNotContain("<b>evil</b>", page, StringComparison.Ordinal);
        Assert.Single(GivenIn(page));
        Assert.Contains("a fox", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_image_and_one_that_is_too_large_when_decoded_are_named()
    {
        using var answer = await ShareAsync(_server, Form("", ("cut.png", Photo[..^300]), ("bomb.png", HandMade.Png(20_000, 20_000, rows: 1))));
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("cut.png cannot be used:", page, StringComparison.Ordinal);
        Assert.Contains("bomb.png cannot be used:", page, StringComparison.Ordinal);
        Assert.Equal(0, (await _server.GetAsync("/api/images")).GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task At_most_sixteen_images_are_taken()
    {
        using var answer = await ShareAsync(_server, Form("", [.. Enumerable.Range(0, 18).Select(number => ($"{number}.png", TestImages.NoisyPng(16, 16, seed: number)))]));
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("At most 16 images", page, StringComparison.Ordinal);
        Assert.Equal(16, GivenIn(page).Count);
    }

    [Fact]
    public async Task An_empty_share_and_one_that_is_cut_off_say_what_to_do()
    {
        using var empty = await ShareAsync(_server, Form(""));
        Assert.Contains("Nothing was shared.", await empty.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var cut = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"images\"; filename=\"a.png\"\r\n\r\nabc"u8.ToArray());
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        using var answer = await ShareAsync(_server, cut);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("arrived incomplete", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_in_the_trash_is_named()
    {
        using var first = await ShareAsync(_server, Form("", ("cat.png", Photo)));
        var id = first.Headers.Location!.OriginalString.Split("image=")[1];
        using var deleted = await _server.Client.DeleteAsync(new Uri($"/api/images/{id}", UriKind.Relative), Cancel);

        using var again = await ShareAsync(_server, Form("", ("cat.png", Photo)));

        Assert.Contains("cat.png is in the trash.", await again.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "none", true)]
    [InlineData("null", "cross-site", false)]
    [InlineData("null", "", false)]
    [InlineData("http://evil.example", "none", false)]
    public async Task Only_the_share_sheet_may_send_without_a_page(string origin, string site, bool admitted)
    {
        using var answer = await ShareAsync(_server, Form("a fox"), ("Origin", origin), ("Sec-Fetch-Site", site));
        Assert.Equal(admitted ? HttpStatusCode.SeeOther : HttpStatusCode.Forbidden, answer.StatusCode);

        using var elsewhere = await SendAsync(_server, "/start", Form("a fox"), ("Origin", "null"), ("Sec-Fetch-Site", "none"));
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Without_a_session_the_login_leads_to_a_page_that_says_to_share_again()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        using var answer = await ShareAsync(server, Form("a fox", ("cat.png", Photo)), ("Accept", "text/html"), ("Origin", "null"), ("Sec-Fetch-Site", "none"));
        Assert.Equal("/login?back=%2Fshare-target", answer.Headers.Location?.OriginalString);

        using var login = new FormUrlEncodedContent([KeyValuePair.Create("key", Key), KeyValuePair.Create("back", "/share-target")]);
        using var entered = await server.Client.PostAsync("/login", login, Cancel);
        Assert.Equal("/share-target", entered.Headers.Location?.OriginalString);
        var session = entered.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var request = new HttpRequestMessage(HttpMethod.Get, "/share-target");
        request.Headers.Add("Cookie", session);
        using var page = await server.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Share it again now.", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        using var again = await ShareAsync(server, Form("a fox", ("cat.png", Photo)), ("Cookie", session), ("Origin", "null"), ("Sec-Fetch-Site", "none"));
        Assert.StartsWith("/?prompt=a%20fox&image=", again.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    private static MultipartFormDataContent Form(string text, params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
        {
            form.Add(new ByteArrayContent(bytes), "images", name);
        }

        // Browsers may send the text after the files.
        form.Add(new StringContent(text), "prompt");
        return form;
    }

    private static Task<HttpResponseMessage> ShareAsync(RunningServer server, HttpContent form, params (string Name, string Value)[] headers) =>
        SendAsync(server, "/share-target", form, headers);

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, string path, HttpContent form, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        foreach (var (name, value) in headers.Where(header => header.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Client.SendAsync(request, Cancel);
    }

    private static List<string> GivenIn(string html) => [.. Given().Matches(html).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("data-given=\"([^\"]+)\"")]
    private static partial Regex Given();
}
