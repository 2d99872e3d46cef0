using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class WithoutScriptsTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly BrowserNewContextOptions NoScripts = new() { JavaScriptEnabled = false };

    [Fact]
    public async Task The_form_starts_a_run_and_its_images_appear_after_a_reload()
    {
        var gate = new Gate();
        Service.On(ResponsesPath, new ResponsesScript().Begin().Wait(gate).Final(TestImage()).Completed());
        var page = await OpenAsync("/", new(NoScripts));
        await GenerateAsync(page, count: 2);
        await StatusAsync(page, "running");
        await Expect(Tiles(page)).ToHaveCountAsync(2);
        gate.Open();
        await EndOfAsync(await IdAsync(page));
        await page.ReloadAsync();

        await StatusAsync(page, "completed");
        await Expect(Tiles(page, "ready").Locator("img")).ToHaveCountAsync(2);
        await page.ClickAsync("#sheet .tile-image >> nth=0");
        await Expect(page.Locator("#final")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Cancel_and_retry_are_forms()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        var page = await OpenAsync("/", new(NoScripts));
        await GenerateAsync(page, count: 1);
        await page.ClickAsync("#sheet .sheet-cancel button");
        await StatusAsync(page, "cancelled");
        Service.On(ResponsesPath, Ready());
        await page.ClickAsync("#sheet .tile-retry button");
        await EndOfAsync(await IdAsync(page));
        await page.ReloadAsync();

        await StatusAsync(page, "completed");
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Errors_are_shown_next_to_their_field_and_nothing_typed_is_lost()
    {
        var page = await OpenAsync("/", new(NoScripts));
        await GenerateAsync(page, "a fox", count: 17);

        await Expect(page.Locator("#problem-n")).ToBeVisibleAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox");
        await Expect(page.Locator("#count")).ToHaveValueAsync("17");
    }

    [Fact]
    public async Task The_gallery_is_searched_and_paged_with_links()
    {
        await Shelf.FillAsync(Server, 70, i => $"{(i < 5 ? "barn" : "sea")} {i}");
        var page = await OpenAsync("/gallery", new(NoScripts));
        await Expect(page.Locator("#gallery a[data-image-id]")).ToHaveCountAsync(60);
        await page.ClickAsync("a.more");
        await Expect(page.Locator("#gallery a[data-image-id]")).ToHaveCountAsync(10);
        await page.FillAsync("#search", "barn");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#gallery a[data-image-id]")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task On_a_phone_the_sheets_of_an_image_open()
    {
        var ids = await Shelf.FillAsync(Server, 1, i => $"image {i}");
        var page = await OpenAsync($"/images/{ids[0]}/view", new(NoScripts) { ViewportSize = new() { Width = 390, Height = 844 } });
        await Expect(page.Locator(".viewer-side")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "About this image" }).ClickAsync();
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Locator(".viewer-side")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "More like this" })).ToBeVisibleAsync();
    }

    private static async Task<string> IdAsync(IPage page) => (await page.Locator("#sheet").GetAttributeAsync("data-generation"))!;
}
