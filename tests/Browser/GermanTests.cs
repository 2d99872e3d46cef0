using Darkroom.Tests.Server.Gallery;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The site in German: it fits, and its scripts write numbers and dates as German does.</summary>
public sealed class GermanTests(Chromium chromium) : SitePagesTest(chromium)
{
    /// <summary>Returns what makes a page wider than the window.</summary>
    private const string Beyond = """
        document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 0.5)
          .map((one) => `${one.localName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`).join(' | ') || `${document.documentElement.scrollWidth} px`
        """;

    [Theory]
    [InlineData(320)]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task No_page_scrolls_sideways(int width)
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 }, Locale = "de-DE" });
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            Assert.Equal((address, "de"), (address, await page.EvaluateAsync<string>("document.documentElement.lang")));
            Assert.Equal((address, ""), (address, await page.EvaluateAsync<string>(Beyond)));
        }
    }

    [Fact]
    public async Task The_language_changes_as_soon_as_it_is_chosen()
    {
        var page = await OpenAsync("/settings");
        await page.GetByLabel("Deutsch").CheckAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Einstellungen");

        await page.GetByLabel("English").CheckAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Settings");
    }

    [Fact]
    public async Task Scripts_write_numbers_and_dates_in_the_language_of_the_page()
    {
        await Shelf.FillAsync(Server, 1, i => $"image number {i}");
        var page = await OpenAsync("/", new() { Locale = "de-DE" });
        await page.Locator("#provider").SelectOptionAsync("openai");
        await page.Locator("#prompt").FillAsync(new string('a', 33_000));
        await Expect(page.Locator("main")).ToContainTextAsync("33.000 von");
        await Expect(page.Locator("#cost")).ToContainTextAsync("US$");

        var id = (await Server.ShownAsync())[0];
        await page.GotoAsync($"/images/{id}/view");
        await Expect(page.Locator("time").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\d{1,2}\. \S+ 20\d\d, \d{1,2}:\d{2}$"));
    }
}
