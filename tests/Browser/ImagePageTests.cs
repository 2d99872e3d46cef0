using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class ImagePageTests(Chromium chromium) : BrowserTest(chromium)
{
    private readonly byte[] _original = TestImage(9, edge: 640);

    [Fact]
    public async Task The_page_shows_how_the_image_was_made()
    {
        var page = await MadeAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("a fox in the snow");
        var facts = page.Locator(".facts");
        await Expect(facts).ToContainTextAsync("OpenAI");
        await Expect(facts).ToContainTextAsync("gpt-image-2");
        await Expect(facts).ToContainTextAsync("640×640");
        await Expect(page.Locator("#remarks")).ToHaveTextAsync("Asked for 1024x1024, got 640x640.");
        await Expect(facts).ToContainTextAsync("PNG");
        await Expect(page.Locator("#final")).ToHaveAttributeAsync("alt", "a fox in the snow");
    }

    [Fact]
    public async Task The_slider_and_Play_show_the_development()
    {
        var page = await MadeAsync();
        var scrub = page.Locator("#scrub");
        await Expect(scrub).ToHaveAttributeAsync("max", "2");
        var frames = await page.Locator("#frames a").EvaluateAllAsync<string[]>("(all) => all.map((one) => one.href)");
        Assert.Equal(3, frames.Length);
        await scrub.FillAsync("0");
        await Expect(page.Locator(".stage-frame")).ToHaveAttributeAsync("src", frames[0]);
        await scrub.PressAsync("ArrowRight");
        await Expect(page.Locator(".stage-frame")).ToHaveAttributeAsync("src", frames[1]);
        await scrub.PressAsync("ArrowRight");
        await Expect(page.Locator(".stage-frame")).ToHaveCountAsync(0);

        await page.ClickAsync("#replay");
        await Expect(page.Locator(".stage-frame")).ToHaveAttributeAsync("src", frames[0]);
        await Expect(page.Locator(".stage-frame")).ToHaveAttributeAsync("src", frames[1]);
        await Expect(page.Locator(".stage-frame")).ToHaveCountAsync(0);
        await Expect(scrub).ToHaveValueAsync("2");
    }

    [Fact]
    public async Task Download_returns_the_original_byte_for_byte()
    {
        var page = await MadeAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());

        Assert.StartsWith("a-fox-in-the-snow", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.EndsWith(".png", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(_original, await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Zoom_fetches_the_original_and_shows_its_own_pixels()
    {
        var page = await MadeAsync();
        // Lower than the image, whatever else the viewer shows.
        await ResizeAsync(page, 1280, 600);
        await page.Keyboard.PressAsync("z");

        await page.WaitForFunctionAsync("() => document.querySelector('#final').currentSrc.endsWith(document.querySelector('#final').dataset.original)");
        await page.WaitForFunctionAsync("() => document.querySelector('#final').width === 640");
        await page.Keyboard.PressAsync("z");
        await Expect(page.Locator("#stage[data-zoomed]")).ToHaveCountAsync(0);

        // One that is shown in its own pixels already becomes larger.
        await ResizeAsync(page, 1440, 1200);
        await page.Keyboard.PressAsync("z");
        await page.WaitForFunctionAsync("() => document.querySelector('#final').width === 1280");
    }

    [Fact]
    public async Task Remix_fills_in_the_form()
    {
        var page = await MadeAsync();
        await page.Keyboard.PressAsync("r");

        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox in the snow");
        await Expect(page.Locator("#provider")).ToHaveValueAsync("openai");
        await Expect(page.Locator("input[value='1:1']")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Arrows_lead_to_the_neighbours_and_Escape_back_to_the_gallery()
    {
        var ids = await Shelf.FillAsync(Server, 3, i => $"image {i}");
        var page = await OpenAsync($"/images/{ids[1]}/view");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("h1")).ToHaveTextAsync("image 2");
        await Expect(page.Locator("[rel=prev]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("h1")).ToHaveTextAsync("image 1");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("h1")).ToHaveTextAsync("image 0");
        await Expect(page.Locator("[rel=next]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator("#gallery a[data-image-id]")).ToHaveCountAsync(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_phone_the_actions_are_one_bar_below_the_image_and_the_rest_is_in_sheets(bool onItsOwnPage)
    {
        Service.On(ResponsesPath, ResponsesScript.Image(_original, TestImage(1), TestImage(2)));
        await PaintAsync("""{"prompt":"a fox in the snow","provider":"openai","size":"1024x1024"}""");
        var page = await OpenAsync("/gallery", new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        await page.ClickAsync("#gallery a[data-image-id]");
        await Expect(page.Locator(".viewer-actions [data-key=e]")).ToBeVisibleAsync();
        if (onItsOwnPage)
        {
            await page.ReloadAsync();
            await Expect(page.Locator(".viewer #final")).ToBeVisibleAsync();
        }

        var bar = page.Locator("darkroom-viewer :is(.image-action, .viewer-actions > .button)");
        var boxes = new List<(string Name, LocatorBoundingBoxResult Box)>();
        foreach (var button in await bar.AllAsync())
        {
            boxes.Add((await button.InnerTextAsync(), (await button.BoundingBoxAsync())!));
        }

        var image = (await page.Locator("#stage").BoundingBoxAsync())!;
        Assert.Equal(["Favorites", "Download", "Edit", "Vary", "Reference", "Trash", "More"], boxes.OrderBy(one => one.Box.X).Select(one => one.Name));
        Assert.All(boxes, one => Assert.True(one.Box is { Width: >= 44, Height: >= 44 } && one.Box.Y >= image.Y + image.Height && one.Box.Y + one.Box.Height <= 844, $"{one}"));
        Assert.Single(boxes.Select(one => one.Box.Y).Distinct());
        Assert.InRange(image.Height, 560, 844);
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Expect(page.Locator(".viewer-side")).ToBeHiddenAsync();

        var information = page.GetByRole(AriaRole.Button, new() { Name = "About this image" });
        await information.ClickAsync();
        await Expect(page.Locator(".viewer-side .facts")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".viewer-side")).ToBeHiddenAsync();
        await Expect(page.Locator("#final")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Remix" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox in the snow");
    }

    [Fact]
    public async Task Edit_asks_what_to_change_in_the_image_and_reference_keeps_the_draft()
    {
        var page = await MadeAsync();
        await page.EvaluateAsync("localStorage.setItem('darkroom.draft', 'my draft')");
        await page.Keyboard.PressAsync("e");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("");
        await Expect(page.Locator("#prompt")).ToHaveAttributeAsync("placeholder", "What should change?");
        await Expect(page.Locator("#count")).ToHaveValueAsync("1");
        await Expect(page.Locator("darkroom-input-images [data-given]")).ToHaveCountAsync(1);

        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Use as reference" }).ClickAsync();
        await Expect(page.Locator("darkroom-input-images [data-given]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("my draft");
    }

    [Fact]
    public async Task A_tile_links_to_the_page_of_its_image()
    {
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync();
        await GenerateAsync(page, "a fox", count: 1);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        await page.ClickAsync("#sheet .tile-image");

        await Expect(page.Locator("h1")).ToHaveTextAsync("a fox");
    }

    /// <summary>Opens the page of an image with two partial images.</summary>
    private static async Task ResizeAsync(IPage page, int width, int height)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.WaitForFunctionAsync($"innerWidth === {width} && innerHeight === {height}");
        await FramesPassAsync(page);
    }

    private async Task<IPage> MadeAsync()
    {
        Service.On(ResponsesPath, ResponsesScript.Image(_original, TestImage(1), TestImage(2)));
        await PaintAsync("""{"prompt":"a fox in the snow","provider":"openai","size":"1024x1024"}""");
        var page = await OpenAsync("/gallery");
        await page.ClickAsync("a[data-image-id]");
        await Expect(page.Locator("#final")).ToBeVisibleAsync();
        return page;
    }
}
