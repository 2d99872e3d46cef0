using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>A blank brief becomes an approved package in four languages.</summary>
public sealed class CampaignJourneyTests(Chromium chromium) : CampaignTest(chromium)
{
    private const string Compound = "Wintersonnenwendfeierlichkeiten im Schneelandschaftsparadies";

    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true };

    [Fact]
    public async Task A_blank_brief_in_four_languages_is_reviewed_on_a_phone_changed_approved_and_exported()
    {
        var studio = await OpenAsync("/campaigns/blank");
        await studio.FillAsync("#name", "Winter");
        await studio.FillAsync("#brand", "Hotel Eisblick");
        await studio.FillAsync("#product", "a small hotel on a frozen lake");
        await studio.SelectOptionAsync("#kind", "place");
        await studio.FillAsync("#concepts", "1");
        await CopyAsync(studio, "en", "Stay for the snow", "Book now");
        foreach (var (language, headline, call) in new[] { ("de", Compound, "Jetzt buchen"), ("ar", "ابق من أجل الثلج", "احجز الآن"), ("ja", "雪のためにとどまる冬", "今すぐ予約") })
        {
            await studio.SelectOptionAsync("#add-language", language);
            await CopyAsync(studio, language, headline, call);
        }

        await OnlySquareAsync(studio);
        await studio.Locator("input[name=formats][value=google-160x600]").CheckAsync(new() { Force = true });
        await Expect(studio.Locator("#saved")).ToHaveTextAsync("Saved");
        await studio.ClickAsync("#generate-creatives");
        await Expect(studio.Locator("#status")).ToHaveAttributeAsync("data-state", "completed", new() { Timeout = Patience * 4 });
        await Expect(Ready(studio)).ToHaveCountAsync(8, new() { Timeout = Patience * 4 });
        var id = new Uri(studio.Url).AbsolutePath.Split('/')[^1];

        var review = (await SendAsync($"/api/campaigns/{id}/review-links", """{"name": "Maria"}""")).GetProperty("url").GetString()!;
        var client = await OpenAsync($"{review}/creatives/0.instagram-square.0.0.de", new(Phone));
        await client.GetByRole(AriaRole.Button, new() { Name = "Pin to a spot" }).ClickAsync();
        await client.FillAsync("#comment-text", "Kürzer, bitte");
        await client.GetByRole(AriaRole.Button, new() { Name = "Send comment" }).ClickAsync();
        await Expect(client.Locator(".pin[data-comment]")).ToHaveTextAsync("1");

        // The square creative changes; the skyscraper keeps the long words.
        await studio.Locator("[data-creative='0.instagram-square.0.0.de'] a.creative-image").ClickAsync();
        var editor = studio.Locator("darkroom-editor");
        await Expect(editor.Locator(".pin[data-comment]")).ToHaveCountAsync(1);
        await editor.Locator("#edit-headline").FillAsync("Bleiben für den Schnee");
        await Expect(client.Locator(".rv-new")).ToBeVisibleAsync();

        await client.GotoAsync(new Uri(Server.Address, review).ToString());
        await client.GetByRole(AriaRole.Link, new() { Name = "Approve all 8 remaining" }).ClickAsync();
        await client.GetByRole(AriaRole.Button, new() { Name = "Approve 8 creatives" }).ClickAsync();
        await Expect(client.Locator("#status")).ToContainTextAsync("Thank you");

        await studio.GotoAsync(new Uri(Server.Address, $"/campaigns/{id}").ToString());
        await studio.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var download = await studio.RunAndWaitForDownloadAsync(() => studio.ClickAsync("#export-download"));
        using var package = await CampaignPackage.OfAsync(download, Server);
        await package.IsWholeAsync(id);
        Assert.Equal(["ar", "ar", "de", "de", "en", "en", "ja", "ja"], package.Files.Select(file => file.GetProperty("language").GetString()).Order(StringComparer.Ordinal));
        Assert.All(package.Files, file => Assert.Equal("approved", file.GetProperty("approval").GetString()));
        Assert.Single(package.Files, file => file.GetProperty("headline").GetString() == "Bleiben für den Schnee");
        Assert.Matches("Type: [1-9][0-9]* hyphenated words", package.Report("google-display"));
        Assert.Matches("Type: 0 hyphenated words", package.Report("instagram"));
    }

    private static async Task CopyAsync(IPage page, string language, string headline, string call)
    {
        await page.Locator($"[name='headline.{language}']").First.FillAsync(headline);
        await page.Locator($"[name='call_to_action.{language}']").First.FillAsync(call);
    }
}
