using System.Text.Json;
using Darkroom.Tests.Providers;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>What can be done with images and runs of the studio, without a page load.</summary>
public sealed class ActionTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Painted = """{ "prompt": "a lighthouse in a storm", "provider": "painter", "size": "192x128", "n": 2, "seed": 7 }""";

    private static ILocator Toast(IPage page) => page.Locator("darkroom-toast [role=status]");

    private static ILocator Menu(IPage page) => page.Locator(".action-menu");

    [Fact]
    public async Task A_star_is_set_and_kept()
    {
        var page = await PaintedAsync();
        var star = Tiles(page).First.GetByRole(AriaRole.Button, new() { Name = "Add to favorites" });
        await Tiles(page).First.HoverAsync();
        var request = await page.RunAndWaitForResponseAsync(() => star.ClickAsync(), one => one.Request.Method == "PATCH");
        Assert.Equal(200, request.Status);
        await Expect(star).ToHaveAttributeAsync("aria-pressed", "true");
        await page.ReloadAsync();
        await Expect(star).ToHaveAttributeAsync("aria-pressed", "true");
        await ChooseAsync(page, "Remove from favorites");
        await Expect(star).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task An_image_is_trashed_with_Undo_and_after_a_reload_it_still_says_so()
    {
        var page = await PaintedAsync();
        var tile = Tiles(page).First;
        await tile.HoverAsync();
        await tile.GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync();
        await Expect(Toast(page)).ToHaveTextAsync("Moved to the trash");
        await Expect(page.Locator(".tile[data-trashed]")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator(".tile[data-trashed]")).ToHaveCountAsync(0);
        await Expect(Toast(page)).ToHaveTextAsync("Restored");

        await ChooseAsync(page, "Move to trash");
        await Expect(Toast(page)).ToHaveTextAsync("Moved to the trash");
        await page.ReloadAsync();
        await Expect(page.Locator(".tile[data-trashed]")).ToHaveCountAsync(1);
        await tile.HoverAsync();
        await tile.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
        await Expect(page.Locator(".tile[data-trashed]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Vary_and_Run_again_start_the_same_with_other_seeds()
    {
        var page = await PaintedAsync();
        foreach (var (button, item) in new[] { (More(page), "Vary with new seeds"), (page.Locator("#sheet .sheet-more"), "Run again") })
        {
            var request = await page.RunAndWaitForRequestAsync(() => ChooseAsync(page, item, button), one => one.Method == "POST" && one.Url.EndsWith("/api/generations", StringComparison.Ordinal));
            var body = JsonElement.Parse(request.PostData!);
            Assert.Equal("a lighthouse in a storm", body.GetProperty("prompt").GetString());
            Assert.Equal("192x128", body.GetProperty("size").GetString());
            Assert.Equal(2, body.GetProperty("n").GetInt32());
            Assert.False(body.TryGetProperty("seed", out _));
            await StatusAsync(page, "completed");
            await Expect(Toast(page)).ToHaveTextAsync("A new run of 2 images has started.");
        }

        await Expect(page.Locator(".sheet")).ToHaveCountAsync(3);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_viewer_starts_the_run_of_an_image_again()
    {
        var page = await PaintedAsync();
        var id = await Tiles(page).First.GetAttributeAsync("data-image");
        await page.GotoAsync($"/images/{id}/view");
        await page.Keyboard.PressAsync("v");
        await StatusAsync(page, "completed");
        await Expect(page.Locator(".sheet")).ToHaveCountAsync(2);
        await Expect(page.Locator("#sheet .tile[data-state=ready]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task An_edited_image_varies_from_the_same_images()
    {
        Service.On(ResponsesPath, Ready(1), Ready(2));
        var page = await OpenAsync();
        await page.SetInputFilesAsync("#images", new FilePayload { Name = "own.png", MimeType = "image/png", Buffer = TestImage(3) });
        await GenerateAsync(page, "make it winter", count: 1);
        await StatusAsync(page, "completed");
        var request = await page.RunAndWaitForRequestAsync(() => ChooseAsync(page, "Vary with new seeds"), one => one.Method == "POST" && one.Url.EndsWith("/api/generations", StringComparison.Ordinal));
        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(TestImage(3))}", JsonElement.Parse(request.PostData!).GetProperty("images")[0].GetString());
        await StatusAsync(page, "completed");
        await Expect(page.Locator(".sheet .tile[data-state=ready]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Remix_and_Use_settings_fill_the_composer_with_Undo()
    {
        var page = await PaintedAsync("/?provider=openai&prompt=a%20draft");
        await ChooseAsync(page, "Remix");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a lighthouse in a storm");
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
        await Expect(page.Locator("#provider")).ToHaveValueAsync("painter");
        await Expect(page.Locator("#count")).ToHaveValueAsync("2");
        await Expect(page.Locator("#seed")).ToHaveValueAsync("");
        await page.Locator("darkroom-toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a draft");
        await Expect(page.Locator("#provider")).ToHaveValueAsync("openai");
        await Expect(page.Locator("#count")).ToHaveValueAsync("4");

        await ChooseAsync(page, "Use settings", page.Locator("#sheet .sheet-more"));
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a draft");
        await Expect(page.Locator("#provider")).ToHaveValueAsync("painter");
        await Expect(page.Locator("#seed")).ToHaveValueAsync("7");
        await Expect(page.Locator("input[name=aspect_ratio]:checked")).ToHaveValueAsync("3:2");
    }

    [Fact]
    public async Task Edit_and_reference_put_the_image_into_the_composer()
    {
        Service.On(ResponsesPath, Ready(9));
        var page = await PaintedAsync("/?provider=painter&prompt=a%20draft");
        await ChooseAsync(page, "Use as reference");
        await Expect(page.Locator(".input-images .image-item[data-given]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#provider")).ToHaveValueAsync("openai");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a draft");
        await ChooseAsync(page, "Edit");
        await Expect(page.Locator(".input-images .image-item[data-given]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
        await Expect(page.Locator("#prompt")).ToHaveAttributeAsync("placeholder", "What should change?");
        await Expect(page.Locator("#count")).ToHaveValueAsync("1");
        await Expect(page.Locator("input[name=aspect_ratio]:checked")).ToHaveValueAsync("3:2");
        await page.Keyboard.TypeAsync("make it winter");
        await page.Keyboard.PressAsync("Control+Enter");
        await StatusAsync(page, "completed");
        await Tiles(page, "ready").Locator(".tile-image").ClickAsync();
        await Expect(page.Locator("#made-from img")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Prompt_and_image_are_copied_and_the_original_downloaded()
    {
        var page = await PaintedAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await ChooseAsync(page, "Copy prompt");
        await Expect(Toast(page)).ToHaveTextAsync("Copied");
        Assert.Equal("a lighthouse in a storm", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await ChooseAsync(page, "Copy image");
        await page.WaitForFunctionAsync("async () => (await navigator.clipboard.read())[0].types.includes('image/png')");
        var download = await page.RunAndWaitForDownloadAsync(() => ChooseAsync(page, "Download"));
        Assert.EndsWith(".png", download.SuggestedFilename, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_menu_works_by_keyboard_and_gives_the_focus_back()
    {
        var page = await PaintedAsync();
        await Tiles(page).First.Locator(".tile-image").FocusAsync();
        for (var i = 0; i < 3; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(More(page)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        var items = Menu(page).GetByRole(AriaRole.Menuitem);
        await Expect(items.First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(items.Filter(new() { HasText = "Move to trash" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("r");
        await Expect(items.Filter(new() { HasText = "Remix" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(Menu(page)).ToHaveCountAsync(0);
        await Expect(More(page)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_run_is_cancelled_and_all_failed_images_are_retried_from_its_menu()
    {
        Service.On(ResponsesPath, NoCredit(), NoCredit(), new ResponsesScript().Begin().Hang(), Ready(4), Ready(5), Ready(6));
        var page = await OpenAsync();
        await GenerateAsync(page, count: 3);
        await Expect(Tiles(page, "failed")).ToHaveCountAsync(2);
        var more = page.Locator("#sheet .sheet-more");
        await ChooseAsync(page, "Cancel this run", more);
        await StatusAsync(page, "failed");
        await more.ClickAsync();
        await Expect(Menu(page).GetByText("Cancel this run")).ToBeHiddenAsync();
        await Menu(page).GetByText("Retry all failed").ClickAsync();
        await StatusAsync(page, "completed");
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(3);
        await more.ClickAsync();
        await Expect(Menu(page).GetByText("Retry all failed")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_focus_stays_at_the_run_after_a_cancel_and_at_the_image_after_a_retry()
    {
        Service.On(ResponsesPath, NoCredit(), new ResponsesScript().Begin().Hang(), Ready(4));
        var page = await OpenAsync();
        await GenerateAsync(page, count: 2);
        await Expect(Tiles(page, "failed")).ToHaveCountAsync(1);
        await page.Locator("#sheet .sheet-cancel button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#sheet .sheet-more")).ToBeFocusedAsync();
        var failed = page.Locator("#sheet .tile").Filter(new() { Has = page.Locator(".tile-retry:not([hidden])") }).First;
        await failed.Locator(".tile-retry button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => document.activeElement.matches('#sheet .tile-image')");
    }

    [Fact]
    public async Task A_long_press_opens_the_menu_on_a_touch_screen_and_everything_is_large_enough()
    {
        var page = await PaintedAsync("/", new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        var image = Tiles(page).First.Locator(".tile-image");
        await image.ScrollIntoViewIfNeededAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        var box = (await image.BoundingBoxAsync())!;
        var points = new[] { new Dictionary<string, object> { ["x"] = box.X + 30, ["y"] = box.Y + 60 } };
        await session.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchStart", ["touchPoints"] = points });
        await Expect(Menu(page)).ToBeVisibleAsync();
        await session.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });
        await Expect(Menu(page)).ToBeVisibleAsync();
        var small = await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('.tile-actions button, .action-menu [role=menuitem], .sheet-more')].map((one) => [one, one.getBoundingClientRect()])
              .filter(([one, box]) => box.width > 0 && (box.width < 43.9 || box.height < 43.9)).map(([one, box]) => `${one.outerHTML} ${box.width} ${box.height}`)
            """);
        Assert.Empty(small);
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Menu(page).GetByText("Remix").TapAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a lighthouse in a storm");
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Buttons_and_menus_are_accessible_and_fit(int width, ColorScheme scheme)
    {
        var page = await PaintedAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = scheme });
        foreach (var button in new[] { More(page), page.Locator("#sheet .sheet-more") })
        {
            await Tiles(page).First.HoverAsync();
            await button.ClickAsync();
            await Expect(Menu(page)).ToBeVisibleAsync();
            var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
            Assert.Empty(result.Violations.Where(one => one.Impact is "serious" or "critical").SelectMany(one => one.Nodes.Select(node => $"{one.Id}: {node.Html}")));
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            var box = (await Menu(page).BoundingBoxAsync())!;
            Assert.InRange(box.X, 0, width - box.Width);
            await page.Keyboard.PressAsync("Escape");
        }
    }

    /// <summary>Opens the studio with a finished run of two images.</summary>
    private async Task<IPage> PaintedAsync(string path = "/", BrowserNewContextOptions? options = null)
    {
        await PaintAsync(Painted);
        return await OpenAsync(path, options);
    }

    private static ILocator More(IPage page) => Tiles(page, "ready").First.GetByRole(AriaRole.Button, new() { Name = "Actions for this image" });

    /// <summary>Opens a menu, that of the first image if no other is named, and chooses an item.</summary>
    private static async Task ChooseAsync(IPage page, string item, ILocator? button = null)
    {
        if (button is null)
        {
            await Tiles(page, "ready").First.HoverAsync();
        }

        await (button ?? More(page)).ClickAsync();
        await Menu(page).GetByRole(AriaRole.Menuitem, new() { Name = item, Exact = true }).ClickAsync();
        await Expect(Menu(page)).ToHaveCountAsync(0);
    }
}
