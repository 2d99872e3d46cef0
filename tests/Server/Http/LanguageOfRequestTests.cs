using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Darkroom.Server.Http;
using Darkroom.Tests.Server.Campaigns;
using Darkroom.Tests.Server.Gallery;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Http;

/// <summary>Pages, messages, numbers and dates have the language of the request.</summary>
public sealed partial class LanguageOfRequestTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, "en")]
    [InlineData("de", null, "de")]
    [InlineData("de-AT,de;q=0.9,en;q=0.5", null, "de")]
    [InlineData("DE-de", null, "de")]
    [InlineData("en-GB,en;q=0.9,de;q=0.5", null, "en")]
    [InlineData("fr,it;q=0.5", null, "en")]
    [InlineData("de;q=broken;;,", null, "en")]
    [InlineData("de", "en", "en")]
    [InlineData("en", "de", "de")]
    [InlineData("de", "tlh", "de")]
    public async Task The_language_is_the_chosen_one_then_that_of_the_browser_then_English(string? accepted, string? chosen, string expected)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await GetAsync(server, "/settings", accepted, chosen);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Contains($"<html lang=\"{expected}\"", page, StringComparison.Ordinal);
        Assert.Equal([expected], answer.Content.Headers.ContentLanguage);
        Assert.Contains(expected == "de" ? ">Einstellungen</h1>" : ">Settings</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_language_is_chosen_on_the_settings_page_and_can_follow_the_browser_again()
    {
        await using var server = await RunningServer.StartAsync();

        using var chosen = await server.Client.PostAsync(
            new Uri("/settings/language", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string> { ["language"] = "de" }), Cancel);
        Assert.Equal(HttpStatusCode.SeeOther, chosen.StatusCode);
        Assert.StartsWith("darkroom_language=de;", Assert.Single(chosen.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);

        using var removed = await server.Client.PostAsync(
            new Uri("/settings/language", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string> { ["language"] = "system" }), Cancel);
        Assert.StartsWith("darkroom_language=; expires=Thu, 01 Jan 1970", Assert.Single(removed.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_in_German_has_an_English_text()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(2, "ein Fuchs");
        var collection = (await server.CallAsync("POST", "/api/collections", new { name = "Kundschaft" }, 201)).GetProperty("id").GetString();
        await server.CallAsync("POST", "/api/images/bulk", new { select = new { ids }, @do = new { collect = collection } }, 202);
        var share = (await server.CallAsync("POST", "/api/shares", new { collection }, 201)).GetProperty("url").GetString();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var review = (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created, new { })).GetProperty("url").GetString();
        var webhook = (await server.CallAsync("POST", "/api/webhooks", new { url = "https://localhost:1/", events = new[] { "image.ready" } }, 201)).GetProperty("id").GetString();
        await server.CallAsync("POST", $"/api/webhooks/{webhook}/test");
        string[] addresses =
        [
            "/settings/webhooks", $"/settings/webhooks/{webhook}", "/", "/?prompt=Fuchs&provider=openai", "/queue", "/gallery", "/gallery?q=nichts", "/gallery?q=size:x", "/gallery/collections", "/gallery/import", $"/images/{ids[0]}/view",
            $"/images/{ids[0]}/similar", "/campaigns", "/campaigns/new", campaign["/api".Length..], $"{campaign["/api".Length..]}/creatives/0.instagram-square.0.0.en", review!,
            "/settings", "/settings/keys", "/commands", "/prompts", "/presets", "/studio/matrix", "/shares", $"/shares?image={ids[0]}", share!, $"{share}/images/{ids[0]}/view", "/nothing",
        ];
        var english = EnglishTexts();

        foreach (var address in addresses)
        {
            using var answer = await GetAsync(server, address, "de", chosen: null);
            var page = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(page.Contains("<html lang=\"de\"", StringComparison.Ordinal), $"{address}: {answer.StatusCode}");
            Assert.Equal((address, ""), (address, string.Join(" | ", TextsOf(page).Where(english.Contains))));
        }
    }

    [Fact]
    public async Task Requests_at_the_same_time_keep_their_languages()
    {
        await using var server = await RunningServer.StartAsync();
        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = Cancel }, async (i, _) =>
        {
            var (language, wrong) = i % 2 == 0 ? ("de", "Describe an image") : ("en", "Bild beschreiben");
            using var answer = await GetAsync(server, "/?provider=openai", language, chosen: null);
            var page = await answer.Content.ReadAsStringAsync(Cancel);

            Assert.Contains($"<html lang=\"{language}\"", page, StringComparison.Ordinal);
            Assert.DoesNotContain(wrong, page, StringComparison.Ordinal);
            Assert.Contains(language == "de" ? "TIFF oder GIF" : "TIFF or GIF", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Messages_of_the_API_follow_the_header_and_are_English_without_it()
    {
        await using var server = await RunningServer.StartAsync();

        using var german = await PostAsync(server, "/api/generations", new { prompt = " ", n = 99 }, "de");
        var problem = await JsonAsync(german);
        Assert.Equal("Die Anfrage ist nicht gültig.", problem.GetProperty("title").GetString());
        Assert.Equal(
            "99 liegt außerhalb des Bereichs. Eine ganze Zahl von 1 bis 16 wählen.",
            problem.GetProperty("errors").GetProperty("n")[0].GetString());
        Assert.Equal(["de"], german.Content.Headers.ContentLanguage);

        using var english = await PostAsync(server, "/api/generations", new { prompt = " ", n = 99 }, null);
        Assert.Equal("The request is not valid.", (await JsonAsync(english)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task What_a_request_in_German_stores_is_English()
    {
        await using var server = await RunningServer.StartAsync();
        using var started = await PostAsync(server, "/api/generations", new { prompt = "a fox", n = 2 }, "de");
        var run = started.Headers.Location!.ToString();
        using var cancelled = await PostAsync(server, $"{run}/cancel", new { }, "de");
        using var retried = await PostAsync(server, $"{run}/images/1/retry", new { }, "de");

        Assert.True(cancelled.IsSuccessStatusCode && retried.IsSuccessStatusCode);
        var events = await server.FollowAsync(run);

        Assert.Contains(events, one => one.Type == "progress");
        Assert.All(events, one => Assert.DoesNotMatch("[äöüß]|Bild|versuchen", one.Data.GetRawText()));
    }

    [Fact]
    public void Numbers_and_dates_have_the_formats_of_the_language()
    {
        var day = new DateTimeOffset(2026, 11, 29, 14, 5, 0, TimeSpan.Zero);
        Assert.Equal(
            [
                "2 bytes", "12 kB", "1.5 MB", "2.0 GB", "0.5 s", "12 min 3 s", "1,234 images", "$0.042", "$1234.50", "29 Nov 2026", "29 Nov", "29 Nov 2026, 14:05", "2026-11-29",
                "edges from 64 to 2048 px, at most 32:1 and 4.2 megapixels",
            ],
            Formatted("en", day));
        Assert.Equal(
            [
                "2 Bytes", "12 kB", "1,5 MB", "2,0 GB", "0,5 s", "12 Min. 3 s", "1.234 Bilder", "0,042 US$", "1234,50 US$", "29. November 2026", "29. Nov.", "29. Nov. 2026, 14:05", "29.11.2026",
                "Kanten von 64 bis 2048 px, höchstens 32:1 und 4,2 Megapixel",
            ],
            Formatted("de", day));
        Assert.Equal(Formatted("en", day), Formatted("", day));
    }

    private static List<string> Formatted(string language, DateTimeOffset day)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = Language.All.FirstOrDefault(one => one.Name == language) ?? CultureInfo.InvariantCulture;
            return
            [
                .. new[]
                {
                    PageText.Bytes(2), PageText.Bytes(12_000), PageText.Bytes(1_500_000), PageText.Bytes(2_000_000_000), PageText.Duration(500), PageText.Duration(723_000),
                    PageText.Images(1234), Cost.ToText(0.042m), Cost.ToText(1234.5m), day.ToString("D", Language.Current), day.ToString("M", Language.Current),
                    day.ToString("F", Language.Current), day.ToString("d", Language.Current),
                    new Darkroom.Providers.SizeRule.Within(64, 2048, 1, 2048 * 2048, 32).Text,
                }.Select(text => text.Replace('\u00A0', ' ')),
            ];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    /// <summary>The English texts without values that no German text equals.</summary>
    private static HashSet<string> EnglishTexts()
    {
        var files = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*Texts*.resx", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToLookup(file => file.EndsWith(".de.resx", StringComparison.Ordinal), file => XDocument.Load(file).Root!.Elements("data").Select(text => text.Element("value")!.Value.Trim()));
        var english = files[false].SelectMany(texts => texts).Where(text => !text.Contains('{', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        english.ExceptWith(files[true].SelectMany(texts => texts));

        // The choice of the languages names each in itself.
        english.Remove("English");
        Assert.True(english.Count > 500);
        return english;
    }

    /// <summary>What a page shows, speaks, or gives to its scripts.</summary>
    private static IEnumerable<string> TextsOf(string page) => Shown().Matches(page)
        .Select(match => WebUtility.HtmlDecode(match.Groups["text"].Value).Trim())
        .Concat(Data().Matches(page).SelectMany(match => StringsIn(JsonDocument.Parse(match.Groups["json"].Value).RootElement)));

    private static IEnumerable<string> StringsIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(one => StringsIn(one.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(StringsIn),
        JsonValueKind.String => [json.GetString()!],
        _ => [],
    };

    private static async Task<HttpResponseMessage> GetAsync(RunningServer server, string path, string? accepted, string? chosen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        AddLanguage(request, accepted);
        if (chosen is not null)
        {
            request.Headers.Add("Cookie", $"darkroom_language={chosen}");
        }

        return await server.Client.SendAsync(request, Cancel);
    }

    private static async Task<HttpResponseMessage> PostAsync(RunningServer server, string path, object body, string? accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        AddLanguage(request, accepted);
        return await server.Client.SendAsync(request, Cancel);
    }

    private static void AddLanguage(HttpRequestMessage request, string? accepted)
    {
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        }
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;

    [GeneratedRegex("""(?:>|\b(?:aria-label|title|placeholder|alt|data-(?:another|denied|lost|missing-text|one|over|text|unnamed))=")(?<text>[^<"]+)""")]
    private static partial Regex Shown();

    [GeneratedRegex("<script type=\"application/json\" data-texts>(?<json>.*?)</script>")]
    private static partial Regex Data();
}
