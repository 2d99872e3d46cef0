using Darkroom.Tests.Server.Http;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Darkroom below a path, through a proxy that strips the path.</summary>
public sealed class BelowAPathTests(Chromium chromium) : CampaignTest(chromium)
{
    /// <summary>The timeout for painting on a busy machine.</summary>
    private const float LongPatience = 120_000;

    protected override (string Key, string Value)[] Settings => [.. base.Settings, ("Access:TrustedProxies", "127.0.0.1")];

    [Fact]
    public async Task A_run_and_all_pages_stay_below_the_path()
    {
        await using var proxy = await PrefixProxy.StartAsync(Server.Address, "/studio", header: "/studio");
        var page = await OpenAsync(proxy.Address.ToString());
        await GenerateAsync(page, "a lighthouse in a storm", count: 1);
        await Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", "completed", new() { Timeout = LongPatience });
        await page.ReloadAsync();
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);

        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Gallery" }).ClickAsync();
        await page.FillAsync("#search", "lighthouse");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"/studio/gallery\?q=lighthouse$"));
        await page.Locator("a[data-image-id]").First.ClickAsync();
        await Expect(page.Locator("#final")).ToBeVisibleAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Remix" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a lighthouse in a storm");

        await page.GotoAsync($"{proxy.Address}campaigns/new");
        await OnlySquareAsync(page);
        await page.FillAsync("#concepts", "1");
        await page.ClickAsync("#generate-creatives");
        await Expect(Ready(page)).Not.ToHaveCountAsync(0, new() { Timeout = LongPatience });
        Assert.StartsWith("/studio/campaigns/", new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);
        await page.ClickAsync("[popovertarget=share] >> nth=0");
        await page.FillAsync("#link-name", "Anna");
        await page.ClickAsync(".share-new .button");
        await page.GotoAsync(await page.InputValueAsync("#review-link"));
        await Expect(page.Locator("#creatives img").First).ToBeVisibleAsync();

        Assert.Empty(proxy.Escaped);
        Assert.Empty(await page.EvaluateAsync<string[]>("__watch.breaches"));
    }
}
