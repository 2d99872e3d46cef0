using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The grid over a gallery of 20,000 images.</summary>
public sealed class GridTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Images = "#gallery a[data-image-id]";
    private const int Count = 20_000;
    private const int MaxTiles = 400;

    /// <summary>Records in each frame how many tiles there are, which images were in the window, and how long a place in it was blank.</summary>
    private const string Look = """
        () => {
          const look = (window.__look = { most: 0, seen: new Set(), longest: 0 });
          let blankSince = 0;
          const frame = (now) => {
            const tiles = [...document.querySelectorAll('#gallery a[data-image-id]')];
            look.most = Math.max(look.most, tiles.length);
            const inWindow = (element) => { const box = element.getBoundingClientRect(); return box.bottom > 56 && box.top < innerHeight; };
            let blank = [...document.querySelectorAll('.grid-pending')].some(inWindow);
            for (const tile of tiles.filter(inWindow)) {
              look.seen.add(tile.dataset.imageId);
              blank ||= !tile.style.backgroundImage && !tile.parentElement.hasAttribute('data-loaded');
            }
            blankSince = blank ? blankSince || now : 0;
            look.longest = Math.max(look.longest, blank ? now - blankSince : 0);
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        }
        """;

    private static readonly DateTimeOffset Newest = TimeProvider.System.GetUtcNow().Date.AddDays(-1).AddHours(20);

    private readonly List<string> _requests = [];

    protected override (string Key, string Value)[] Settings => [("Gallery:TimeZone", "UTC")];

    [Fact]
    public async Task Scrolling_past_1500_images_keeps_few_tiles_and_asks_for_many_at_once()
    {
        var page = await FilledAsync();
        await page.EvaluateAsync(Look);
        await page.Mouse.MoveAsync(600, 500);
        for (var seen = 0; seen < 1_500; seen = await page.EvaluateAsync<int>("__look.seen.size"))
        {
            // Rests until all is loaded: what flies past faster is not loaded, on purpose.
            await page.Mouse.WheelAsync(0, 600);
            await FramesPassAsync(page);
            await AllLoadedAsync(page);
        }

        Assert.InRange(await page.EvaluateAsync<int>("__look.most"), 20, MaxTiles);
        Assert.InRange(_requests.Count(url => url.Contains("/tiles?", StringComparison.Ordinal)), 1, 1_500 / 200 + 2);
        Assert.InRange(await page.EvaluateAsync<double>("__look.longest"), 0, 2_000);

        // The label of the date at the edge moves on purpose, which counts for less than this.
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts.filter((one) => one.value > 0.001))"));
    }

    [Fact]
    public async Task Dragging_the_dates_loads_nothing_until_it_rests_and_leads_to_five_dates_and_back()
    {
        var page = await FilledAsync();
        await page.EvaluateAsync(Look);
        var timeline = page.Locator("darkroom-timeline");
        var box = (await timeline.BoundingBoxAsync())!;
        var x = box.X + box.Width - 10;
        foreach (var share in new[] { 0.3, 0.9, 0.55, 0.1, 0.75, 0 })
        {
            await page.Mouse.MoveAsync(x, box.Y + (box.Height * 0.5f));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(x, box.Y + (box.Height * (float)share), new() { Steps = 12 });
            await FramesPassAsync(page);
            _requests.Clear();
            await page.Mouse.UpAsync();
            await AllLoadedAsync(page);

            Assert.InRange(_requests.Count(url => url.Contains("/tiles?", StringComparison.Ordinal)), 0, 4);
            Assert.NotEmpty(await timeline.GetAttributeAsync("aria-valuetext") ?? "");
        }

        Assert.Equal(0, await page.EvaluateAsync<int>("scrollY"));
        await Expect(page.GetByAltText($"sea {Count - 1}")).ToBeInViewportAsync();
        Assert.InRange(await page.EvaluateAsync<int>("__look.most"), 20, MaxTiles);
    }

    [Fact]
    public async Task Back_and_reload_restore_the_place_and_the_focus_before_the_first_paint()
    {
        var page = await FilledAsync();
        await page.EvaluateAsync("scrollTo(0, 60000)");
        await AllLoadedAsync(page);
        var tile = page.Locator(Images).Filter(new() { Visible = true }).Nth(20);
        await tile.FocusAsync();
        await AllLoadedAsync(page);
        var before = await FocusAsync(page);
        await page.EvaluateAsync("location.href = document.activeElement.href");
        await Expect(page.Locator("#final")).ToBeVisibleAsync();
        await page.GoBackAsync();
        Assert.Equal(before, await FocusAsync(page));

        await page.ReloadAsync();
        Assert.Equal(before, await FocusAsync(page));
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)"));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator($"{Images}:focus")).ToHaveCountAsync(1);
        Assert.NotEqual(before, await FocusAsync(page));
    }

    [Theory]
    [InlineData("j")]
    [InlineData("ArrowDown")]
    public async Task The_first_key_focuses_an_image_in_the_window(string key)
    {
        var page = await FilledAsync();
        await page.Keyboard.PressAsync(key);
        await FocusedAsync(page, Count - 1);
        await page.Keyboard.PressAsync("ArrowRight");
        await FocusedAsync(page, Count - 2);

        await page.EvaluateAsync("document.activeElement.blur()");
        await page.EvaluateAsync("scrollTo(0, 60000)");
        await AllLoadedAsync(page);
        await page.Keyboard.PressAsync(key);
        await Expect(page.Locator($"{Images}:focus")).ToBeInViewportAsync();
        Assert.InRange(await page.EvaluateAsync<double>("scrollY"), 55_000, 65_000);
    }

    [Fact]
    public async Task The_keyboard_alone_leads_to_every_image()
    {
        var page = await FilledAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
        for (var i = 0; i < 12 && await page.Locator($"{Images}:focus").CountAsync() == 0; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await FocusedAsync(page, Count - 1);
        await page.Keyboard.PressAsync("ArrowRight");
        await FocusedAsync(page, Count - 2);
        await page.Keyboard.PressAsync("Home");
        await FocusedAsync(page, Count - 1);
        await page.Keyboard.PressAsync("Control+End");
        await FocusedAsync(page, 0);
        await page.Keyboard.PressAsync("ArrowLeft");
        await FocusedAsync(page, 1);
        await page.Keyboard.PressAsync("Control+Home");
        await FocusedAsync(page, Count - 1);
        await page.Keyboard.PressAsync("PageDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("PageUp");
        await Expect(page.Locator($"{Images}:focus")).ToBeInViewportAsync();
        Assert.Equal(1, await page.Locator($"{Images}[tabindex='0']").CountAsync());

        // The element of the image in focus is not used for another one.
        var focused = await page.Locator($"{Images}:focus").GetAttributeAsync("data-image-id");
        await page.EvaluateAsync("scrollTo(0, 80000)");
        await AllLoadedAsync(page);
        await Expect(page.Locator($"{Images}:focus")).ToHaveAttributeAsync("data-image-id", focused!);
        await page.Keyboard.PressAsync("Control+Home");
        await FocusedAsync(page, Count - 1);
    }

    [Fact]
    public async Task A_new_image_shifts_nothing_while_older_ones_are_visible_and_is_inserted_at_the_top()
    {
        var page = await FilledAsync();
        await page.EvaluateAsync("scrollTo(0, 3000)");
        await AllLoadedAsync(page);
        var places = await PlacesAsync(page);
        await PaintAsync("""{"prompt":"a new lighthouse","provider":"painter","size":"288x192","seed":3}""");
        var button = page.GetByRole(AriaRole.Button, new() { Name = "1 new image" });
        await Expect(button).ToBeVisibleAsync();
        Assert.Equal(places, await PlacesAsync(page));

        await button.ClickAsync();
        await Expect(page.GetByAltText("a new lighthouse")).ToBeInViewportAsync();
        await Expect(button).ToBeHiddenAsync();
        await Expect(page.Locator("#total")).ToHaveTextAsync("20,001 images");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await PaintAsync("""{"prompt":"another lighthouse","provider":"painter","size":"288x192","seed":4}""");
        await Expect(page.GetByAltText("another lighthouse")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Layouts_and_sizes_keep_the_place_and_are_remembered()
    {
        var page = await FilledAsync();
        await page.EvaluateAsync("scrollTo(0, 50000)");
        await AllLoadedAsync(page);
        var middle = await MiddleAsync(page);
        foreach (var layout in new[] { "Squares", "List", "Rows" })
        {
            await page.GetByRole(AriaRole.Radio, new() { Name = layout }).EvaluateAsync("(radio) => radio.click()");
            await AllLoadedAsync(page);
            await Expect(page.Locator($"{Images}[data-image-id='{middle}']")).ToBeInViewportAsync();
        }

        await page.GetByLabel("Size of the images").EvaluateAsync("(size) => { size.value = 0; size.dispatchEvent(new Event('input', { bubbles: true })); }");
        await AllLoadedAsync(page);
        await Expect(page.Locator($"{Images}[data-image-id='{middle}']")).ToBeInViewportAsync();
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Size of the images")).ToHaveValueAsync("0");
    }

    [Theory]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 320)]
    public async Task Axe_finds_no_serious_violation(ColorScheme scheme, int width)
    {
        await Library.FillAsync(Server, 500, Newest);
        var page = await OpenAsync("/gallery?q=is:favorite", new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } });
        await AllLoadedAsync(page);
        await SeriousAsync(page);
        foreach (var layout in new[] { "Squares", "List" })
        {
            await page.GetByRole(AriaRole.Radio, new() { Name = layout }).EvaluateAsync("(radio) => radio.click()");
            await AllLoadedAsync(page);
            await SeriousAsync(page);
        }

        await page.FillAsync("#search", "is:f");
        await Expect(page.Locator("#suggestions [role=option]")).ToHaveCountAsync(1);
        await SeriousAsync(page);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1440)]
    public async Task The_page_never_scrolls_sideways(int width)
    {
        await Library.FillAsync(Server, 500, Newest);
        var page = await OpenAsync("/gallery", new() { ViewportSize = new() { Width = width, Height = 800 } });
        await AllLoadedAsync(page);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    private async Task<IPage> FilledAsync()
    {
        await Library.FillAsync(Server, Count, Newest);
        var page = await OpenAsync("/gallery");
        page.Request += (_, request) => _requests.Add(request.Url);
        await AllLoadedAsync(page);
        return page;
    }

    private static async Task SeriousAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        Assert.Empty(result.Violations.Where(one => one.Impact is "serious" or "critical").SelectMany(one => one.Nodes.Select(node => $"{one.Id}: {node.Html}")));
    }

    /// <summary>Waits until every image in the window is loaded.</summary>
    private static Task<IJSHandle> AllLoadedAsync(IPage page) => page.WaitForFunctionAsync(
        """
        () => {
          const inWindow = (element) => { const box = element.getBoundingClientRect(); return box.bottom > 56 && box.top < innerHeight; };
          const tiles = [...document.querySelectorAll('#gallery a[data-image-id]')].filter(inWindow);
          return tiles.length > 0 && tiles.every((tile) => tile.parentElement.hasAttribute('data-loaded')) && ![...document.querySelectorAll('.grid-pending')].some(inWindow);
        }
        """);

    private static Task<IJSHandle> FocusedAsync(IPage page, int number) =>
        page.WaitForFunctionAsync($"() => document.activeElement?.querySelector('img')?.alt.endsWith(' {number}')");

    private static Task<string> FocusAsync(IPage page) =>
        page.EvaluateAsync<string>("document.activeElement.dataset.imageId + ' ' + Math.round(document.activeElement.getBoundingClientRect().top)");

    private static Task<string> MiddleAsync(IPage page) =>
        page.EvaluateAsync<string>("document.elementsFromPoint(innerWidth / 2, innerHeight / 2).map((one) => one.closest('a[data-image-id]')).find(Boolean).dataset.imageId");

    /// <summary>Returns each tile with its place in the window.</summary>
    private static Task<string[]> PlacesAsync(IPage page) => page.Locator(Images).EvaluateAllAsync<string[]>(
        "(all) => all.map((one) => `${one.dataset.imageId} ${Math.round(one.getBoundingClientRect().top)}`)");
}
