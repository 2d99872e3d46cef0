using Darkroom.Server.Http;
using Darkroom.Tests.Server;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Pages work with both forms of the scripts, whichever the other tests use.</summary>
public abstract class ScriptFormTests(Chromium chromium, string form) : SitePagesTest(chromium)
{
    protected override (string Key, string Value)[] Settings => [.. base.Settings, (RunningServer.Scripts, form)];

    [Fact]
    public async Task A_run_develops_and_all_pages_load_their_scripts()
    {
        Assert.SkipUnless(Assets.Exist(form), "The build made no bundle: npm ci --prefix src/Darkroom.Server/Browser");
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync();
        await page.SelectOptionAsync("#provider", "openai");
        await GenerateAsync(page, count: 1);
        await StatusAsync(page, "completed");
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);

        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            Assert.Equal((address, 0), (address, await page.Locator("main :not(:defined)").CountAsync()));
            var preloaded = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('link[rel=modulepreload]')].map((one) => one.href)");
            var entries = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('script[type=module]')].map((one) => one.src)");
            var loaded = await page.EvaluateAsync<string[]>("performance.getEntriesByType('resource').map((one) => one.name).filter((one) => one.endsWith('.js'))");

            // The page of the queue loads what the other pages load when the queue is opened.
            Assert.Equal(preloaded.Concat(entries).Distinct().Order(), loaded.Where(one => address != "/queue" || preloaded.Concat(entries).Contains(one)).Distinct().Order());
        }
    }
}

public sealed class BundleTests(Chromium chromium) : ScriptFormTests(chromium, Assets.Bundle);

public sealed class ModuleTests(Chromium chromium) : ScriptFormTests(chromium, Assets.Modules)
{
    [Fact]
    public async Task The_browser_counts_characters_as_the_server_does()
    {
        string[] texts = ["", "fox", "👨‍👩‍👧‍👦🇩🇪👍🏽", "e\u0301a", "a\nb\r\nc", "한국어", "ภาษาไทย", "العربية", new('x', 6_000)];
        var page = await OpenAsync();
        var script = await page.Locator("script[src$='darkroom.js']").GetAttributeAsync("src");
        var counted = await page.EvaluateAsync<int[]>(
            "async ([script, texts]) => { const { textLength } = await import(script.replace('darkroom.js', 'shared/text-limits.js')); return texts.map(textLength); }",
            new object[] { script!, texts });

        Assert.Equal(texts.Select(text => TextLength.Measure(text)), counted);
    }
}
