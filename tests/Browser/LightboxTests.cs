using Darkroom.Tests.Providers;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Images over the gallery that they were opened from.</summary>
public sealed class LightboxTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Images = "#gallery a[data-image-id]";

    private static ILocator Position(IPage page) => page.Locator(".lightbox-position");

    [Fact]
    public async Task An_image_opens_over_the_view_with_its_own_address_and_Escape_leads_back_to_its_tile()
    {
        await Shelf.FillAsync(Server, 60, i => i % 2 == 0 ? $"barn {i}" : $"sea {i}");
        var page = await OpenAsync("/gallery?q=barn");
        var tile = page.Locator(Images).Nth(4);
        var id = await tile.GetAttributeAsync("data-image-id");
        await tile.ClickAsync();
        await Expect(Position(page)).ToHaveTextAsync("5 of 30");
        Assert.EndsWith($"/images/{id}/view?q=barn", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator("h1")).ToHaveTextAsync("barn 50");
        await page.WaitForFunctionAsync("() => document.querySelector('#final').currentSrc.endsWith('/1024')");

        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(Position(page)).ToHaveTextAsync("6 of 30");
        await Expect(page.Locator("h1")).ToHaveTextAsync("barn 48");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Position(page)).ToHaveTextAsync("4 of 30");
        await Expect(page.Locator("h1")).ToHaveTextAsync("barn 52");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog.lightbox")).ToBeHiddenAsync();
        Assert.EndsWith("/gallery?q=barn", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator(Images).Nth(3)).ToBeFocusedAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Gallery");
    }

    [Fact]
    public async Task After_a_reload_the_page_of_the_image_stays_in_the_view_and_Escape_leads_back_to_the_place()
    {
        await Shelf.FillAsync(Server, 60, i => i % 2 == 0 ? $"barn {i}" : $"sea {i}");
        var page = await OpenAsync("/gallery?q=barn");
        await page.EvaluateAsync("scrollTo(0, 300)");
        await page.Locator(Images).Nth(8).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("barn 42");
        var scroll = await page.EvaluateAsync<double>("scrollY");
        await page.ReloadAsync();
        await Expect(page.Locator(".viewer h1")).ToHaveTextAsync("barn 42");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(Images).Nth(8)).ToBeFocusedAsync();
        Assert.Equal(scroll, await page.EvaluateAsync<double>("scrollY"), 2.0);

        // Opened on its own, the page of an image knows the view as well.
        await page.GotoAsync(await page.Locator(Images).Nth(8).GetAttributeAsync("href") ?? "");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator(".viewer h1")).ToHaveTextAsync("barn 40");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(Images)).ToHaveCountAsync(30);
        Assert.Contains("/gallery?q=barn", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_is_zoomed_by_wheel_double_click_and_keys_and_panned()
    {
        Service.On(ResponsesPath, Ready());
        await PaintAsync("""{"prompt":"a fox","provider":"openai","size":"1024x1024"}""");
        var page = await OpenAsync("/gallery");
        await page.ClickAsync(Images);
        var image = page.Locator("#final");
        await page.Locator("#stage").HoverAsync();
        var fitting = (await image.BoundingBoxAsync())!;
        await page.Mouse.WheelAsync(0, -400);
        await Expect(page.Locator("#stage[data-zoomed]")).ToHaveCountAsync(1);
        var zoomed = (await image.BoundingBoxAsync())!;
        Assert.True(zoomed.Width > fitting.Width * 1.5);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(zoomed.X + 100, zoomed.Y + 100, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('#final').currentSrc.endsWith(document.querySelector('#final').dataset.original)");
        await page.Keyboard.PressAsync("z");
        await Expect(page.Locator("#stage[data-zoomed]")).ToHaveCountAsync(0);
        await page.Locator("#stage").DblClickAsync();
        await Expect(page.Locator("#stage[data-zoomed]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("z");
        await page.Keyboard.PressAsync("+");
        await Expect(page.Locator("#stage[data-zoomed]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_tall_image_fits_into_a_low_window()
    {
        await Shelf.FillAsync(Server, 2, i => $"image {i}");
        var page = await OpenAsync("/gallery", new() { ViewportSize = new() { Width = 1280, Height = 400 } });
        await page.ClickAsync(Images);
        await page.WaitForFunctionAsync("() => document.querySelector('#final')?.complete");
        var (image, stage) = ((await page.Locator("#final").BoundingBoxAsync())!, (await page.Locator("#stage").BoundingBoxAsync())!);
        Assert.InRange(image.Y + image.Height, stage.Y + 100, stage.Y + stage.Height + 0.5f);
        Assert.InRange(image.Height, 100, 344.5f);
    }

    [Fact]
    public async Task F_stars_and_Delete_trashes_with_Undo()
    {
        await Shelf.FillAsync(Server, 6, i => $"image {i}");
        var page = await OpenAsync("/gallery");
        await page.Locator(Images).Nth(1).ClickAsync();
        await page.Keyboard.PressAsync("f");
        await Expect(page.Locator("[data-act=star]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("Delete");
        await Expect(page.Locator("darkroom-toast [role=status]")).ToHaveTextAsync("1 image moved to the trash");
        await Expect(page.Locator("h1")).ToHaveTextAsync("image 3");
        await Expect(Position(page)).ToHaveTextAsync("2 of 5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Position(page)).ToHaveTextAsync("3 of 6");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(Images)).ToHaveCountAsync(6);
        await Expect(page.Locator("#gallery .grid-cell[data-favorite]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_development_is_shown_as_on_the_page_of_the_image()
    {
        Service.On(ResponsesPath, ResponsesScript.Image(TestImage(9), TestImage(1), TestImage(2)));
        await PaintAsync("""{"prompt":"a fox in the snow","provider":"openai","size":"1024x1024"}""");
        var page = await OpenAsync("/gallery");
        await page.ClickAsync(Images);
        var scrub = page.Locator("#scrub");
        await Expect(scrub).ToHaveAttributeAsync("max", "2");
        await scrub.FillAsync("0");
        await Expect(page.Locator("#stage .stage-frame")).ToHaveCountAsync(1);
        await page.ClickAsync("#replay");
        await Expect(scrub).ToHaveValueAsync("2");
        await Expect(page.Locator("#stage .stage-frame")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Selected_images_are_compared_side_by_side_and_zoom_together()
    {
        await Shelf.FillAsync(Server, 6, i => $"image {i}");
        var page = await OpenAsync("/gallery");
        foreach (var index in new[] { 0, 2, 4 })
        {
            await page.Locator(Images).Nth(index).ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(page.Locator(".lightbox-place img")).ToHaveCountAsync(3);
        Assert.Single((await page.Locator(".lightbox-place").EvaluateAllAsync<double[]>("(all) => all.map((one) => one.getBoundingClientRect().top)")).Distinct());
        await Expect(page.Locator(".lightbox-compared mark")).ToHaveTextAsync(["image 5", "320×320", "image 3", "512×288", "image 1", "480×320"], new() { UseInnerText = true });
        await page.Locator(".lightbox-place").First.HoverAsync();
        await page.Mouse.WheelAsync(0, -600);
        var transforms = await page.Locator(".lightbox-place img").EvaluateAllAsync<string[]>("(all) => all.map((one) => one.style.transform)");
        Assert.All(transforms, transform => Assert.NotEmpty(transform));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog.lightbox")).ToBeHiddenAsync();
        await Expect(page.Locator("#gallery [aria-selected=true]")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task The_strip_shows_the_neighbours_and_leads_to_them()
    {
        await Shelf.FillAsync(Server, 40, i => $"image {i}");
        var page = await OpenAsync("/gallery");
        await page.Locator(Images).Nth(3).ClickAsync();
        var strip = page.Locator(".filmstrip button");
        await Expect(strip).ToHaveCountAsync(16);
        await Expect(page.Locator(".filmstrip [aria-current]")).ToHaveAttributeAsync("aria-label", "image 36");
        await strip.Nth(10).ClickAsync();
        await Expect(Position(page)).ToHaveTextAsync("11 of 40");
        await Expect(page.Locator("h1")).ToHaveTextAsync("image 29");
        await page.Keyboard.PressAsync("j");
        await Expect(Position(page)).ToHaveTextAsync("12 of 40");
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("k");
        await Expect(Position(page)).ToHaveTextAsync("10 of 40");
        await Expect(page.Locator(".filmstrip [aria-current]")).ToBeInViewportAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 320)]
    public async Task Axe_finds_no_serious_violation(ColorScheme scheme, int width)
    {
        await Shelf.FillAsync(Server, 6, i => $"image {i}");
        var page = await OpenAsync("/gallery", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        await page.Locator(Images).Nth(1).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("image 4");
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Where(one => one.Impact is "serious" or "critical").SelectMany(one => one.Nodes.Select(node => $"{one.Id}: {node.Html}")));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
