using System.Text.RegularExpressions;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The queue on every page, and the earlier runs of the studio.</summary>
public sealed class QueueTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Pages = ["/", "/gallery", "/campaigns", "/settings"];

    private static ILocator Link(IPage page) => page.Locator(".bar-queue a");

    private static ILocator Runs(IPage page, string place = ".queue-panel") => page.Locator($"{place} .queue-run");

    [Fact]
    public async Task Every_page_shows_in_bar_title_and_icon_that_something_runs()
    {
        var gate = new Gate();
        Service.On(ResponsesPath, Ready(), new ResponsesScript().Begin().Wait(gate).Final(TestImage(2)).Completed());
        var pages = new List<IPage>();
        foreach (var address in Pages)
        {
            pages.Add(await OpenAsync(address));
            await Expect(Link(pages[^1])).ToBeHiddenAsync();
        }

        var id = await StartAsync("a fox", 2);
        foreach (var page in pages)
        {
            await Expect(Link(page)).ToHaveAccessibleNameAsync("Queue: 1 run");
            await Expect(page).ToHaveTitleAsync(new Regex(@"^\(1/2\) "));
            await Expect(page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", new Regex("icon-active.svg$"));
        }

        gate.Open();
        await EndOfAsync(id);
        foreach (var page in pages)
        {
            await Expect(Link(page)).ToBeHiddenAsync();
            await Expect(page).Not.ToHaveTitleAsync(new Regex(@"^\("));
            await Expect(page.Locator("link[rel=icon]")).ToHaveAttributeAsync("href", new Regex("icon.svg$"));
        }
    }

    [Fact]
    public async Task The_panel_follows_the_runs_and_cancels_one_or_all()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        await StartAsync("a fox", 5);
        await StartAsync("an owl", 1);
        var page = await OpenAsync("/settings");
        await Link(page).ClickAsync();
        await Expect(Runs(page)).ToHaveCountAsync(2);
        await Expect(Runs(page).Nth(0)).ToContainTextAsync("OpenAI · 0 of 5 ready · 4 running · 1 waiting");
        await Expect(Runs(page).Nth(1)).ToContainTextAsync("1 image is ahead");

        await StartAsync("a heron", 1);
        await Expect(Runs(page)).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel: an owl" }).ClickAsync();
        await Expect(Runs(page)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel: a heron" })).ToBeFocusedAsync();
        Assert.Empty((await page.RunAxe(new AxeRunContext { Include = [new AxeSelector(".queue-panel")] })).Violations.Select(one => one.Id));
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel all" }).ClickAsync();
        await Expect(Runs(page)).ToHaveCountAsync(0);
        await Expect(page.Locator(".queue-panel [role=status]")).ToHaveTextAsync("Nothing is running or waiting.");
        await Expect(page.Locator("#queue-title")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_bar_of_a_run_shows_its_progress_and_a_run_that_waits_has_none()
    {
        Service.On(ResponsesPath, Ready(), new ResponsesScript().Begin().Hang());
        await StartAsync("a fox", 5);
        await StartAsync("an owl", 1);
        var page = await OpenAsync("/queue");

        await Expect(Runs(page, "main").Nth(0)).ToContainTextAsync("1 of 5 ready · 4 running");
        await Expect(Runs(page, "main").Nth(0).Locator("progress")).ToHaveJSPropertyAsync("position", 0.2);
        await Expect(Runs(page, "main").Nth(1).Locator("progress")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_waiting_run_is_moved_and_the_focus_stays_at_it()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        await StartAsync("a fox", 4);
        await StartAsync("an owl", 1);
        await StartAsync("a heron", 1);
        var page = await OpenAsync("/gallery");
        await Link(page).ClickAsync();
        await Expect(Runs(page).Locator(".queue-prompt")).ToHaveTextAsync(["a fox", "an owl", "a heron"]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start “a fox” later" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start “a heron” earlier" }).ClickAsync();
        await Expect(Runs(page).Locator(".queue-prompt")).ToHaveTextAsync(["a fox", "a heron", "an owl"]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start “a heron” later" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Runs(page).Locator(".queue-prompt")).ToHaveTextAsync(["a fox", "an owl", "a heron"]);
    }

    [Fact]
    public async Task The_keyboard_opens_and_closes_the_panel_and_gets_back_to_the_link()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        await StartAsync("a fox", 1);
        var page = await OpenAsync("/gallery");
        await Link(page).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#queue-title")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".queue-panel .queue-prompt")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator(".queue-panel")).ToHaveCountAsync(0);
        await Expect(Link(page)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task On_a_phone_the_panel_fits_and_its_controls_are_large_enough()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        await StartAsync("a lighthouse in a storm at sunset, waves breaking over the rocks", 5);
        await StartAsync("an owl", 1);
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true });
        await Link(page).TapAsync();
        await Expect(Runs(page)).ToHaveCountAsync(2);

        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        Assert.Equal(0, await page.EvaluateAsync<int>("(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.queue-panel'))"));
        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('.queue-panel button, .bar-queue a')].map((one) => ({ one, box: one.getBoundingClientRect() }))
              .filter(({ box }) => box.width && (box.height < 43.9 || box.width < 43.9)).map(({ one }) => one.textContent)
            """));
    }

    [Fact]
    public async Task Without_scripts_the_queue_is_a_page_with_forms()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        await StartAsync("a fox", 1);
        await StartAsync("an owl", 1);
        var page = await OpenAsync("/gallery", new() { JavaScriptEnabled = false });
        await Link(page).ClickAsync();
        await page.ClickAsync("[aria-label='Cancel: a fox']");
        await Expect(page.Locator(".queue-run")).ToHaveCountAsync(1);
        await page.ClickAsync(".queue-prompt");

        await Expect(page.Locator("#sheet .sheet-prompt")).ToHaveTextAsync("an owl");
    }

    [Fact]
    public async Task The_page_of_the_queue_is_live_too()
    {
        var page = await OpenAsync("/queue");
        await Expect(page.Locator("main [role=status]").First).ToHaveTextAsync("Nothing is running or waiting.");
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        await StartAsync("a fox", 1);
        await page.ClickAsync("[aria-label='Cancel: a fox']");

        await Expect(page.Locator("main [role=status]").First).ToHaveTextAsync("Nothing is running or waiting.");
    }

    [Fact]
    public async Task Each_running_sheet_has_its_own_status()
    {
        var gate = new Gate();
        Service.On(ResponsesPath, new ResponsesScript().Begin().Wait(gate).Final(TestImage()).Completed());
        await StartAsync("a fox", 1);
        await StartAsync("an owl", 1);
        var page = await OpenAsync();
        var earlier = page.Locator("darkroom-sheet:not(#sheet) .sheet-status");
        await Expect(earlier).ToContainTextAsync("Generating");
        await Expect(page.Locator("#sheet .sheet-status")).ToBeHiddenAsync();
        gate.Open();

        await Expect(earlier).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Earlier_runs_follow_while_the_page_is_scrolled()
    {
        await PaintAsync(14);
        var page = await OpenAsync();
        await Expect(page.Locator("darkroom-sheet")).ToHaveCountAsync(6);
        await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");
        await Expect(page.Locator("darkroom-sheet")).ToHaveCountAsync(12);
        await page.EvaluateAsync("scrollTo(0, document.body.scrollHeight)");

        await Expect(page.Locator("darkroom-sheet .sheet-prompt")).ToHaveTextAsync([.. Enumerable.Range(0, 14).Reverse().Select(i => $"run {i}")]);
        await Expect(page.Locator(".earlier")).ToHaveCountAsync(0);
        await Expect(page.Locator("#sheet .sheet-prompt")).ToHaveTextAsync("run 13");
    }

    [Fact]
    public async Task Without_scripts_earlier_runs_are_a_link()
    {
        await PaintAsync(8);
        var page = await OpenAsync("/", new() { JavaScriptEnabled = false });
        await page.ClickAsync(".earlier a");

        await Expect(page.Locator(".sheet-prompt")).ToHaveTextAsync(["run 1", "run 0"]);
        await Expect(page.Locator(".earlier")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_notification_reports_the_end_of_a_run_while_the_page_is_hidden()
    {
        var gate = new Gate();
        Service.On(ResponsesPath, new ResponsesScript().Begin().Wait(gate).Final(TestImage()).Completed());
        var page = await OpenAsync();
        await page.AddInitScriptAsync(
            """
            globalThis.__shown = [];
            globalThis.Notification = class extends EventTarget {
              static permission = 'default';
              static asked = 0;
              static requestPermission() { this.asked++; this.permission = 'granted'; return Promise.resolve('granted'); }
              constructor(title, { body }) { super(); __shown.push(`${title}: ${body}`); }
            };
            """);
        await page.ReloadAsync();
        var id = await StartAsync("a fox", 1);
        await Link(page).ClickAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("Notification.asked"));
        await page.CheckAsync(".queue-panel [data-notify]");
        Assert.Equal(1, await page.EvaluateAsync<int>("Notification.asked"));
        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: true })");
        gate.Open();
        await EndOfAsync(id);

        await page.WaitForFunctionAsync("() => __shown.length > 0");
        Assert.Equal(["Run ended: 1 of 1 ready: a fox"], await page.EvaluateAsync<string[]>("__shown"));
    }

    /// <summary>Starts a generation without waiting for its end.</summary>
    private async Task<string> StartAsync(string prompt, int n) =>
        (await Server.CallAsync("POST", "/api/generations", new { prompt, n, provider = "openai" }, 202)).GetProperty("id").GetString()!;

    /// <summary>Makes the runs <c>run 0</c>, <c>run 1</c> and so on.</summary>
    private async Task PaintAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await PaintAsync($$"""{ "prompt": "run {{i}}", "provider": "painter", "size": "64x64", "n": 1 }""");
        }
    }
}
