using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Selecting images of the grid, and what is done with them.</summary>
public sealed class SelectionTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Images = "#gallery a[data-image-id]";
    private const string Selected = "#gallery [role=gridcell][aria-selected=true]";

    private static ILocator Bar(IPage page) => page.Locator("darkroom-selection-bar");

    private static ILocator Toast(IPage page) => page.Locator("darkroom-toast [role=status]");

    [Fact]
    public async Task Check_marks_control_shift_and_keys_select()
    {
        await Shelf.FillAsync(Server, 30, i => $"image {i}");
        var page = await OpenAsync("/gallery");
        await page.Locator(Images).Nth(2).HoverAsync();
        await page.Locator("#gallery .tile-check").Nth(2).ClickAsync();
        await Expect(Bar(page).Locator("output")).ToHaveTextAsync("1 selected");
        await page.Locator(Images).Nth(6).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(Bar(page).Locator("output")).ToHaveTextAsync("5 selected");
        await page.Locator(Images).Nth(8).ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Expect(Bar(page).Locator("output")).ToHaveTextAsync("6 selected");

        // While something is selected, a click selects.
        await page.Locator(Images).Nth(2).ClickAsync();
        await Expect(page.Locator(Selected)).ToHaveCountAsync(5);
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync(" ");
        await Expect(page.Locator(Selected)).ToHaveCountAsync(4);
        await page.Keyboard.PressAsync("Escape");
        await Expect(Bar(page)).ToBeHiddenAsync();
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page.Locator(Selected)).ToHaveCountAsync(3);
        Assert.EndsWith("/gallery", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_a_view_are_selected_as_the_view_and_trashed_with_Undo()
    {
        await Shelf.FillAsync(Server, 300, i => i % 3 == 0 ? $"barn {i}" : $"sea {i}");
        var page = await OpenAsync("/gallery?q=barn");
        await page.Locator(Images).First.FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await Expect(Bar(page).Locator("output")).ToHaveTextAsync("100 selected");
        await page.Locator(Images).Nth(1).ClickAsync();
        await Expect(Bar(page).Locator("output")).ToHaveTextAsync("99 selected");
        var request = await page.RunAndWaitForRequestAsync(
            () => Bar(page).GetByRole(AriaRole.Button, new() { Name = "Move to trash" }).ClickAsync(), one => one.Url.EndsWith("/bulk", StringComparison.Ordinal));
        var select = JsonElement.Parse(request.PostData!).GetProperty("select");
        Assert.Equal("barn", select.GetProperty("view").GetString()!.Trim());
        Assert.Equal(1, select.GetProperty("except").GetArrayLength());

        await Expect(Toast(page)).ToHaveTextAsync("99 images moved to the trash");
        await Expect(page.Locator(Images)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("100 images");
        await Expect(page.Locator(Images).Nth(10)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Images_are_starred_tagged_and_collected()
    {
        await Shelf.FillAsync(Server, 5, i => $"image {i}");
        var page = await OpenAsync("/gallery");
        await SelectAsync(page, 0, 3);
        await Bar(page).GetByRole(AriaRole.Button, new() { Name = "Add to favorites", Exact = true }).ClickAsync();
        await Expect(Toast(page)).ToHaveTextAsync("2 images added to favorites");
        await Expect(page.Locator("#gallery .grid-cell[data-favorite]")).ToHaveCountAsync(2);

        await SelectAsync(page, 1, 2);
        await Bar(page).GetByRole(AriaRole.Button, new() { Name = "Tag", Exact = true }).ClickAsync();
        await page.GetByLabel("Tag", new() { Exact = true }).FillAsync("harbour");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Toast(page)).ToHaveTextAsync("Tags of 2 images changed");

        await SelectAsync(page, 0, 4);
        await Bar(page).GetByRole(AriaRole.Button, new() { Name = "Collect" }).ClickAsync();
        await page.GetByLabel("New collection").FillAsync("Best of 2026");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Toast(page)).ToHaveTextAsync("2 images added to the collection");

        foreach (var (query, count) in new[] { ("is:favorite", 2), ("tag:harbour", 2), ("in:\"Best of 2026\"", 2) })
        {
            await page.FillAsync("#search", query);
            await Expect(page.Locator(Images)).ToHaveCountAsync(count);
        }
    }

    [Fact]
    public async Task A_long_press_selects_on_a_touch_screen_and_the_bar_fits()
    {
        await Shelf.FillAsync(Server, 12, i => $"image {i}");
        var page = await OpenAsync("/gallery", new() { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true });
        var session = await page.Context.NewCDPSessionAsync(page);
        var box = (await page.Locator(Images).Nth(1).BoundingBoxAsync())!;
        var points = new[] { new Dictionary<string, object> { ["x"] = box.X + 20, ["y"] = box.Y + 20 } };
        await session.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchStart", ["touchPoints"] = points });
        await Expect(page.Locator(Selected)).ToHaveCountAsync(1);
        await session.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = "touchEnd", ["touchPoints"] = Array.Empty<object>() });
        await page.Locator(Images).Nth(3).TapAsync();

        await Expect(page.Locator(Selected)).ToHaveCountAsync(2);
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var small = await Bar(page).Locator("button:visible").EvaluateAllAsync<string[]>(
            "(all) => all.map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.width < 43.9 || box.height < 43.9).map(([one]) => one.dataset.do)");
        Assert.Empty(small);
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Where(one => one.Impact is "serious" or "critical").SelectMany(one => one.Nodes.Select(node => $"{one.Id}: {node.Html}")));
    }

    private static async Task SelectAsync(IPage page, params int[] indexes)
    {
        foreach (var index in indexes)
        {
            await page.Locator(Images).Nth(index).ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        }
    }
}
