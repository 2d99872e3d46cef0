using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The reference page of the API. A violation of its content security policy is an error in the console, which fails the test.</summary>
public sealed class ApiReferenceTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_reference_page_shows_the_operations_and_asks_no_other_host()
    {
        var page = await OpenAsync("about:blank");
        var elsewhere = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Server.Address.ToString(), StringComparison.Ordinal) && request.Url.StartsWith("http", StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };
        await page.GotoAsync("/docs/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Read how an image was made; nothing is stored" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Loading the API reference…")).ToBeHiddenAsync();
        Assert.Empty(elsewhere);
    }

    [Theory]
    [InlineData(ColorScheme.Dark, "rgb(20, 17, 15)")]
    [InlineData(ColorScheme.Light, "rgb(250, 248, 245)")]
    public async Task The_reference_page_has_the_bar_the_colours_and_the_typeface_of_all_pages_and_no_advertisement(ColorScheme scheme, string ground)
    {
        var page = await OpenAsync("/docs", new() { ColorScheme = scheme });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Read how an image was made; nothing is stored" })).ToBeVisibleAsync();
        Assert.Equal(
            ground,
            await page.EvaluateAsync<string>("[document.body, document.querySelector('.scalar-app')].map((one) => getComputedStyle(one).backgroundColor).find((one) => one !== 'rgba(0, 0, 0, 0)')"));
        Assert.StartsWith("Geist", await page.Locator("#reference h1").First.EvaluateAsync<string>("(one) => getComputedStyle(one).fontFamily"), StringComparison.Ordinal);
        await Expect(page.Locator(".api-reference-toolbar")).ToHaveCountAsync(0);
        Assert.Equal(0, await page.Locator("a[href*='scalar.com']").EvaluateAllAsync<int>("all => all.filter((one) => one.checkVisibility()).length"));

        await Expect(page.Locator(".bar-links [aria-current]")).ToHaveTextAsync("Settings");
        await page.Locator(".bar").GetByRole(AriaRole.Link, new() { Name = "Gallery" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Gallery");
    }

    [Fact]
    public async Task The_reference_page_says_that_it_is_loading_and_if_its_script_does_not_come()
    {
        var page = await OpenAsync("about:blank");
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/docs/scalar.js*", async route =>
        {
            await released.Task;
            await route.AbortAsync();
        });
        await page.GotoAsync("/docs", new() { WaitUntil = WaitUntilState.Commit });
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Loading the API reference…");
        released.SetResult();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The API reference could not be loaded. Load the page again.");
    }
}
