using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Many tabs of one browser, which opens at most six connections to a server over HTTP/1.1.</summary>
public sealed class TabsTests(Chromium chromium) : BrowserTest(chromium)
{
    private const int Count = 8;
    private readonly Gate _partial = new();
    private readonly Gate _final = new();

    [Fact]
    public async Task Eight_tabs_follow_the_same_run_over_one_connection_and_each_shows_it_to_its_end()
    {
        var tabs = await OpenTabsAsync();
        _partial.Open();
        foreach (var tab in tabs)
        {
            await Expect(tab.Locator("#sheet img[data-partial-image-index='0']")).ToHaveCountAsync(2);
        }

        var open = await Task.WhenAll(tabs.Select(tab => tab.EvaluateAsync<string[]>("__open()")));
        Assert.Equal(["/api/events"], open.SelectMany(urls => urls));
        _final.Open();
        foreach (var tab in tabs)
        {
            await Expect(Tiles(tab, "ready")).ToHaveCountAsync(2);
            await StatusAsync(tab, "completed");
        }
    }

    [Fact]
    public async Task When_the_tab_with_the_connection_is_closed_another_takes_over_and_misses_nothing()
    {
        var tabs = await OpenTabsAsync();
        _partial.Open();
        await Expect(tabs[^1].Locator("#sheet img[data-partial-image-index='0']")).ToHaveCountAsync(2);
        var holders = await Task.WhenAll(tabs.Select(tab => tab.EvaluateAsync<string[]>("__open()")));
        await tabs[Array.FindIndex(holders, urls => urls.Contains("/api/events"))].CloseAsync();
        _final.Open();

        foreach (var tab in tabs.Where(tab => !tab.IsClosed))
        {
            await Expect(Tiles(tab, "ready")).ToHaveCountAsync(2);
            await StatusAsync(tab, "completed");
        }
    }

    [Fact]
    public async Task A_page_that_was_suspended_until_the_progress_was_deleted_shows_the_results()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Partial(0, TestImage(1)).Wait(_final).Final(TestImage(2)).Completed());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 1);
        await Expect(page.Locator("#sheet img[data-partial-image-index='0']")).ToHaveCountAsync(1);
        var cancel = TestContext.Current.CancellationToken;
        var suspended = await Server.Client.GetStringAsync(new Uri("/", UriKind.Relative), cancel);
        _final.Open();
        await EndOfAsync((await Server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, cancel))[0].Id);
        Assert.NotEqual(0, await Server.Services.GetRequiredService<IEventLog>().DeleteOldAsync(TimeProvider.System.GetUtcNow().AddHours(1), cancel));

        await page.RouteAsync("**/", async route => await route.FulfillAsync(new() { Response = await route.FetchAsync(), Body = suspended }));
        await page.ReloadAsync();

        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        await StatusAsync(page, "completed");
    }

    /// <summary>Starts a run of two images in one tab and opens it in the others while it waits.</summary>
    private async Task<List<IPage>> OpenTabsAsync()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Wait(_partial).Partial(0, TestImage(1)).Wait(_final).Final(TestImage(2)).Completed());
        var first = await OpenAsync();
        await first.Context.AddInitScriptAsync("""
            const sources = [];
            globalThis.EventSource = class extends EventSource {
              constructor(url) { super(url); sources.push(this); }
            };
            globalThis.__open = () => sources.filter((one) => one.readyState !== EventSource.CLOSED).map((one) => new URL(one.url).pathname);
            """);
        await first.ReloadAsync();
        await GenerateAsync(first, count: 2);
        await Service.RequestsAsync(2).WaitAsync(TestContext.Current.CancellationToken);
        var tabs = new List<IPage> { first };
        while (tabs.Count < Count)
        {
            var tab = await first.Context.NewPageAsync();
            await tab.GotoAsync("/");
            await Expect(Tiles(tab, "developing")).ToHaveCountAsync(2);
            tabs.Add(tab);
        }

        return tabs;
    }
}
