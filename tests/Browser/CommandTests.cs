using System.Text.RegularExpressions;
using Darkroom.Gallery;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The command palette, the list of keys and the keys of every page.</summary>
public sealed class CommandTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Pages = ["/", "/gallery", "/gallery/import", "/gallery/collections", "/campaigns", "/campaigns/new", "/settings"];

    private static ILocator Palette(IPage page) => page.Locator("#palette");

    private static ILocator Active(IPage page) => page.Locator("#palette [aria-selected=true]");

    [Fact]
    public async Task Every_page_opens_the_palette_and_the_list_of_keys_and_gives_the_focus_back()
    {
        var page = await OpenAsync();
        foreach (var address in Pages)
        {
            await page.GotoAsync(address);
            var before = page.Locator(".bar-links a").Nth(1);
            await before.FocusAsync();
            await page.Keyboard.PressAsync("Control+k");
            await Expect(page.Locator("#palette-input")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(Palette(page)).ToHaveCountAsync(0);
            await Expect(before).ToBeFocusedAsync();

            await page.Keyboard.PressAsync("?");
            await Expect(page.Locator("#keys[open]")).ToContainTextAsync("Earlier and later prompts");
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Locator("#keys[open]")).ToHaveCountAsync(0);
            await Expect(before).ToBeFocusedAsync();
        }
    }

    [Fact]
    public async Task The_list_of_keys_is_one_column_on_a_phone_and_can_be_closed_from_anywhere_in_it()
    {
        var page = await OpenAsync("/settings", new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await LoadedAsync(page, new Uri(page.Url).AbsolutePath);
        await page.Keyboard.PressAsync("?");
        var dialog = page.Locator("#keys[open]");
        await Expect(dialog).ToBeVisibleAsync();
        Assert.Single((await dialog.Locator("dd").EvaluateAllAsync<double[]>("all => all.map((one) => Math.round(one.getBoundingClientRect().left))")).Distinct());
        Assert.Single((await dialog.Locator("dt").EvaluateAllAsync<double[]>("all => all.map((one) => Math.round(one.getBoundingClientRect().right))")).Distinct());
        Assert.True(await dialog.EvaluateAsync<bool>("(one) => one.scrollWidth <= one.clientWidth && one.scrollHeight > one.clientHeight"));

        await dialog.EvaluateAsync("(one) => one.scrollTo(0, one.scrollHeight)");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_list_of_keys_removes_nothing_from_the_page_of_api_keys()
    {
        var page = await OpenAsync("/settings/keys");
        await LoadedAsync(page, new Uri(page.Url).AbsolutePath);
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#keys[open]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByText("There are no API keys yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Typing_filters_and_arrows_and_Enter_choose()
    {
        var page = await OpenAsync("/settings");
        await page.Keyboard.PressAsync("Meta+k");
        await Expect(Active(page)).ToContainTextAsync("Studio");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Active(page)).ToContainTextAsync("Gallery");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(Active(page)).Not.ToContainTextAsync("Studio");
        await page.Keyboard.TypeAsync("camp");
        await Expect(Active(page)).ToContainTextAsync("Campaigns");
        Assert.Equal(await Active(page).GetAttributeAsync("id"), await page.Locator("#palette-input").GetAttributeAsync("aria-activedescendant"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync("/campaigns");
    }

    [Fact]
    public async Task It_finds_prompts_providers_searches_collections_and_the_gallery()
    {
        await PaintAsync("""{ "prompt": "a lighthouse in a storm", "provider": "painter", "size": "64x64" }""");
        var collections = Server.Services.GetRequiredService<ICollectionStore>();
        await collections.CreateAsync(Ids.New(TimeProvider.System), "Best of 2026", null, TestContext.Current.CancellationToken);
        await collections.CreateAsync(Ids.New(TimeProvider.System), "Stormy", "storm", TestContext.Current.CancellationToken);
        var page = await OpenAsync();

        // On the studio, prompts and providers fill in the form without a page load.
        await ChooseAsync(page, "lighthouse");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a lighthouse in a storm");
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
        await ChooseAsync(page, "use openai");
        await Expect(page.Locator("#provider")).ToHaveValueAsync("openai");

        await ChooseAsync(page, "best of");
        await Expect(page).ToHaveURLAsync(new Regex(@"/gallery\?q=.*Best.*2026"));
        await ChooseAsync(page, "stormy");
        await Expect(page).ToHaveURLAsync("/gallery?q=storm");
        await ChooseAsync(page, "grey whales");
        await Expect(page).ToHaveURLAsync(new Regex(@"/gallery\?q=grey%20whales$"));
        await ChooseAsync(page, "lighthouse");
        await Expect(page).ToHaveURLAsync(new Regex(@"/\?prompt=a%20lighthouse%20in%20a%20storm$"));
    }

    [Fact]
    public async Task It_offers_the_actions_of_the_page()
    {
        Service.On(ResponsesPath, Ready(1));
        var page = await OpenAsync("/?provider=openai");
        await page.FillAsync("#prompt", "a fox in the snow");
        await page.FillAsync("#count", "1");
        await ChooseAsync(page, "generate");
        await StatusAsync(page, "completed");

        await Tiles(page, "ready").Locator(".tile-image").ClickAsync();
        await Expect(page.Locator("#final")).ToBeVisibleAsync();
        await ChooseAsync(page, "remix");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox in the snow");
    }

    [Fact]
    public async Task What_is_typed_while_it_loads_is_not_lost_and_does_nothing_else()
    {
        var page = await OpenAsync("/settings");
        var gate = new TaskCompletionSource();
        await page.RouteAsync("**/commands", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("gg");
        gate.SetResult();
        await Expect(page.Locator("#palette-input")).ToHaveValueAsync("gg");
        Assert.EndsWith("/settings", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pairs_of_keys_go_to_pages_and_a_slash_focuses_the_search()
    {
        var page = await OpenAsync("/settings");
        foreach (var (keys, address) in new[] { ("gg", "/gallery"), ("gc", "/campaigns"), ("g,", "/settings"), ("gs", "/") })
        {
            await page.Keyboard.TypeAsync(keys);
            await Expect(page).ToHaveURLAsync(address);
            await LoadedAsync(page, address);
        }

        await page.Locator(".brand").FocusAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("gg?/gs");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("gg?/gs");
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        await page.GotoAsync("/gallery");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#search")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Both_are_accessible_and_fit(int width, ColorScheme scheme)
    {
        await PaintAsync("""{ "prompt": "a lighthouse in a storm", "provider": "painter", "size": "64x64" }""");
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = scheme });
        foreach (var (key, open) in new[] { ("Control+k", "#palette[open]"), ("?", "#keys[open]") })
        {
            await page.Locator(".brand").FocusAsync();
            await page.Keyboard.PressAsync(key);
            await Expect(page.Locator(open)).ToBeVisibleAsync();
            var result = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
            Assert.Empty(result.Violations.Where(one => one.Impact is "serious" or "critical").SelectMany(one => one.Nodes.Select(node => $"{one.Id}: {node.Html}")));
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            await page.Keyboard.PressAsync("Escape");
        }
    }

    /// <summary>Waits until the scripts of a page have run: before, keys do nothing.</summary>
    private static Task<IJSHandle> LoadedAsync(IPage page, string path) =>
        page.WaitForFunctionAsync($"() => location.pathname === '{path}' && document.readyState === 'complete'");

    private static async Task ChooseAsync(IPage page, string text)
    {
        await LoadedAsync(page, new Uri(page.Url).AbsolutePath);
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#palette-input")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await Expect(Palette(page)).ToHaveCountAsync(0);
    }
}
