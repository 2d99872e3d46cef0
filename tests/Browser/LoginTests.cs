using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class LoginTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override (string Key, string Value)[] Settings => [("DARKROOM_ACCESS_KEY", "open-sesame-please")];

    [Fact]
    public async Task The_access_key_opens_the_requested_page()
    {
        var page = await OpenAsync("/gallery?q=barn");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Log in to Darkroom");
        await Expect(page.GetByLabel("Access key")).ToBeFocusedAsync();
        await page.FillAsync("#key", "wrong");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[role=alert]")).ToHaveTextAsync("This is not the access key of this server.");
        await page.FillAsync("#key", "open-sesame-please");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#search")).ToHaveValueAsync("barn");
        Assert.Empty(await page.EvaluateAsync<string[]>("__watch.breaches"));
    }

    [Fact]
    public async Task After_login_the_studio_works()
    {
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync("/login");
        await page.FillAsync("#key", "open-sesame-please");
        await page.ClickAsync("button[type=submit]");
        await GenerateAsync(page, count: 2);

        await Expect(Tiles(page, "ready")).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 1280)]
    [InlineData(true, 360)]
    public async Task Log_out_in_the_header_ends_the_session_with_and_without_scripts(bool scripts, int width)
    {
        var page = await OpenAsync("/gallery", new() { JavaScriptEnabled = scripts, ViewportSize = new() { Width = width, Height = 800 } });
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Log out" })).ToHaveCountAsync(0);
        await page.FillAsync("#key", "open-sesame-please");
        await page.ClickAsync("button[type=submit]");
        var leave = page.GetByRole(AriaRole.Button, new() { Name = "Log out" });
        await Expect(leave).ToBeInViewportAsync(new() { Ratio = 1 });
        await leave.ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Log in to Darkroom");
        await page.GotoAsync("/settings");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Log in to Darkroom");
    }
}
