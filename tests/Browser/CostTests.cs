using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class CostTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>A model with a different price for each aspect ratio.</summary>
    protected override (string Key, string Value)[] Settings => [("Providers:openai:Model", "gpt-image-1")];

    [Fact]
    public async Task The_estimate_follows_provider_quality_aspect_ratio_and_count()
    {
        var page = await OpenAsync("/?provider=openai&quality=low");
        var cost = page.Locator("#cost");

        // This includes $0.012 for three partial images.
        await Expect(cost).ToHaveTextAsync("about $0.023 each, $0.092 in all");
        await page.FillAsync("#count", "1");
        await Expect(cost).ToHaveTextAsync("about $0.023");
        await page.ClickAsync(".more-settings summary");
        await page.SelectOptionAsync("#quality", "high");
        await Expect(cost).ToHaveTextAsync("about $0.18");
        await page.Locator(".ratio", new() { HasText = "3:2" }).ClickAsync();
        await Expect(cost).ToHaveTextAsync("about $0.26");
        await page.FillAsync("#count", "");
        await page.FillAsync("#count", "99");
        await Expect(cost).ToBeEmptyAsync();
        await page.FillAsync("#count", "2");
        await Expect(cost).ToHaveTextAsync("about $0.26 each, $0.52 in all");
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)"));
        await page.SelectOptionAsync("#provider", "painter");
        await Expect(cost).ToBeEmptyAsync();
    }

    [Fact]
    public async Task Typing_a_prompt_requests_no_estimate()
    {
        var page = await OpenAsync("/?provider=openai");
        var requests = 0;
        page.Request += (_, request) => requests += request.Url.Contains("/api/costs", StringComparison.Ordinal) ? 1 : 0;

        await page.Locator("#prompt").PressSequentiallyAsync("a lighthouse in a storm", new() { Delay = 20 });
        await page.FillAsync("#count", "3");
        await Expect(page.Locator("#cost")).ToHaveTextAsync("up to $0.18 each, $0.54 in all");

        Assert.Equal(1, requests);
    }
}
