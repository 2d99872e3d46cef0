using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The form of the studio: folded settings, its place while the page scrolls, and images that are dragged into it.</summary>
public sealed class ComposerTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Small = """{ "prompt": "a lighthouse in a storm", "provider": "painter", "size": "64x64", "n": 4 }""";

    private static ILocator Form(IPage page) => page.Locator("#studio-form");

    [Fact]
    public async Task Chosen_settings_stand_in_the_summary_while_they_are_folded()
    {
        var page = await OpenAsync("/?provider=openai&quality=high");
        var fold = page.Locator(".more-settings");
        await Expect(fold.Locator("[data-facts]")).ToHaveTextAsync("Quality high");
        await Expect(page.Locator("#quality")).ToBeHiddenAsync();
        await fold.Locator("summary").ClickAsync();
        await page.SelectOptionAsync("#output-format", "webp");
        await page.SelectOptionAsync("#quality", "");
        await Expect(fold.Locator("[data-facts]")).ToHaveTextAsync("Format webp");
        await page.SelectOptionAsync("#quality", "high");
        await page.SelectOptionAsync("#provider", "painter");
        await Expect(fold.Locator("[data-facts]")).ToHaveTextAsync("Format webp");
        await page.FillAsync("#seed", "42");
        await Expect(fold.Locator("[data-facts]")).ToHaveTextAsync("Seed 42 · Format webp");
    }

    [Fact]
    public async Task Scrolled_past_the_form_is_one_line_that_opens_and_generates_and_nothing_moves()
    {
        for (var run = 0; run < 4; run++)
        {
            await PaintAsync(Small);
        }

        var page = await OpenAsync("/?provider=painter&n=1&size=64x64", new() { ViewportSize = new() { Width = 1280, Height = 500 } });
        var height = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await page.EvaluateAsync("scrollTo(0, 700)");
        await Expect(Form(page)).ToHaveAttributeAsync("data-docked", "");
        Assert.Equal(height, await page.EvaluateAsync<int>("document.documentElement.scrollHeight"));
        await Expect(page.Locator("#provider")).ToBeHiddenAsync();
        await Expect(page.Locator("#prompt")).ToBeInViewportAsync();

        await page.ClickAsync("#prompt");
        await Expect(page.Locator("#provider")).ToBeInViewportAsync();
        await page.Keyboard.TypeAsync("calm sea");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#provider")).ToBeHiddenAsync();
        await page.ClickAsync("#generate");
        await StatusAsync(page, "completed");
        await Expect(page.Locator("#sheet .sheet-prompt")).ToHaveTextAsync("calm sea");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await Expect(Form(page)).Not.ToHaveAttributeAsync("data-docked", "");
        await Expect(page.Locator("#provider")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_image_of_the_page_is_dragged_into_the_form()
    {
        await PaintAsync(Small);
        var page = await OpenAsync("/?provider=painter&prompt=a%20draft");
        await page.Locator("#sheet .tile-image").First.DragToAsync(page.Locator("#prompt"));
        await Expect(page.Locator(".input-images .image-item[data-given]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#provider")).ToHaveValueAsync("openai");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a draft");
        Assert.Equal(
            await page.Locator("#sheet .tile").First.GetAttributeAsync("data-image"),
            await page.Locator(".input-images .image-item").GetAttributeAsync("data-given"));
    }

    [Fact]
    public async Task J_and_K_lead_from_image_to_image_but_not_while_a_prompt_is_written()
    {
        await PaintAsync(Small);
        var page = await OpenAsync();
        await page.Keyboard.TypeAsync("jk");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("jk");
        await page.Locator("#prompt").BlurAsync();
        var images = page.Locator("#sheet .tile-image");
        await page.Keyboard.PressAsync("j");
        await Expect(images.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(images.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(images.Nth(0)).ToBeFocusedAsync();
    }
}
