using System.Text.RegularExpressions;
using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>
/// Features that a browser may lack, block or deny. Each is removed, once as if the browser did not have it
/// and once so that every use throws: a run still shows its result, and no error is uncaught (the base class would fail).
/// </summary>
public sealed partial class OptionalFeaturesTests(Chromium chromium) : CampaignTest(chromium)
{
    /// <summary>Owner and name of each optional feature that the scripts use.</summary>
    private static readonly (string Owner, string Name)[] Features =
    [
        ("Window.prototype", "localStorage"),
        ("Window.prototype", "sessionStorage"),
        ("globalThis", "BroadcastChannel"),
        ("BroadcastChannel.prototype", "postMessage"),
        ("Navigator.prototype", "locks"),
        ("LockManager.prototype", "request"),
        ("globalThis", "EventSource"),
        ("globalThis", "IntersectionObserver"),
        ("Navigator.prototype", "clipboard"),
        ("Clipboard.prototype", "writeText"),
        ("Crypto.prototype", "getRandomValues"),
        ("globalThis", "matchMedia"),
        ("HTMLImageElement.prototype", "decode"),
        ("Element.prototype", "animate"),
        ("HTMLCanvasElement.prototype", "getContext"),
        ("HTMLCanvasElement.prototype", "toDataURL"),
        ("Element.prototype", "setPointerCapture"),
        ("Intl", "Segmenter"),
        ("globalThis", "Notification"),
    ];

    /// <summary>Removes features: a throwing getter represents a blocked feature, a throwing function a denied one.</summary>
    private const string Remove = """
        (features, throwing) => {
          // All are looked up before the first is removed: some depend on others.
          const found = features.map(([owner, name]) => {
            const at = owner.split('.').reduce((object, key) => object[key], globalThis);
            const holder = Object.hasOwn(at, name) || owner !== 'Window.prototype' ? at : globalThis;
            const before = Object.getOwnPropertyDescriptor(holder, name);
            if (!before) {
              throw new Error(`${owner} has no ${name}.`);
            }
            return { holder, name, before };
          });
          for (const { holder, name, before } of found) {
            const refuse = function () { throw new DOMException(`${name} is blocked.`, 'SecurityError'); };
            if (!throwing) {
              delete holder[name];
            } else if (typeof before.value === 'function') {
              Object.defineProperty(holder, name, { ...before, value: refuse });
            } else {
              Object.defineProperty(holder, name, { ...before, get: refuse });
            }
          }
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_any_one_of_them_a_run_shows_its_result(bool throwing)
    {
        foreach (var (owner, name) in Features)
        {
            TestContext.Current.SendDiagnosticMessage($"Without {owner}.{name}.");
            var page = await OpenWithoutAsync(throwing, "/", [$"{owner}.{name}"]);
            await RunAsync(page);
            await page.CloseAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_all_of_them_every_page_shows_its_content(bool throwing)
    {
        var campaign = await CampaignAsync();
        var link = (await SendAsync($"/api/campaigns/{campaign}/review-links", "{}")).GetProperty("url").GetString()!;
        var page = await OpenWithoutAsync(throwing, "/", [.. Features.Select(one => $"{one.Owner}.{one.Name}")]);
        await RunAsync(page);
        await page.Locator("#sheet .tile-image").ClickAsync();
        await Expect(page.Locator("#final")).ToBeVisibleAsync();
        await page.GotoAsync("/gallery");
        await page.FillAsync("#search", "lighthouse");
        await Expect(page.Locator("#gallery a[data-image-id]")).ToHaveCountAsync(1);

        await page.GotoAsync($"/campaigns/{campaign}");
        await Expect(Ready(page)).ToHaveCountAsync(1);
        var look = (await Tiles(page).GetAttributeAsync("data-look"))!;
        await page.Locator("[data-regenerate]").First.EvaluateAsync("(button) => button.click()");
        await Expect(page.Locator("#creatives [data-creative][data-state=ready]")).Not.ToHaveAttributeAsync("data-look", look);
        await page.GotoAsync(link);
        await page.FillAsync("#reviewer", "Maria");
        await page.GetByRole(AriaRole.Button, new() { Name = "Request changes" }).ClickAsync();
        await Expect(page.Locator("#creatives [data-approval=rejected]")).ToHaveCountAsync(1);
    }

    [Fact]
    public void Scripts_use_optional_features_in_one_file_only_and_all_are_tested()
    {
        var folder = Path.Combine(SourceTree.Root, "src", "Darkroom.Server", "Browser");
        var used = Directory.GetFiles(folder, "*.ts", SearchOption.AllDirectories)
            .SelectMany(file => Optional().Matches(Comment().Replace(File.ReadAllText(file), "")).Select(match => (File: Path.GetFileName(file), Feature: match.Value.Trim('.', '('))))
            .Distinct()
            .ToList();

        Assert.DoesNotContain(used, one => Features.All(feature => feature.Name != one.Feature));
        Assert.Equal(
            ["fetch-event-source.ts EventSource", "tab-lock.ts locks"],
            used.Where(one => one.File != "browser-features.ts" && one.Feature is not ("getContext" or "toDataURL")).Select(one => $"{one.File} {one.Feature}").Order(StringComparer.Ordinal));
    }

    private async Task<IPage> OpenWithoutAsync(bool throwing, string path, string[] features)
    {
        Service.On(ResponsesPath, ResponsesScript.Image(TestImage(2), TestImage(1)));
        var page = await OpenAsync("/health/live");
        var list = string.Join(", ", features.Select(feature => feature.Split('.')).Select(parts => $"['{string.Join('.', parts[..^1])}', '{parts[^1]}']"));
        await page.Context.AddInitScriptAsync($"({Remove})([{list}], {(throwing ? "true" : "false")});");
        await page.GotoAsync(path);
        return page;
    }

    private static async Task RunAsync(IPage page)
    {
        await page.SelectOptionAsync("#provider", "openai");
        await GenerateAsync(page, count: 1);
        await StatusAsync(page, "completed");
        var image = Tiles(page, "ready").Locator(".tile-layers img");
        await Expect(image).ToHaveCountAsync(1);
        await Expect(image).ToHaveCSSAsync("opacity", "1");
        Assert.True(await image.EvaluateAsync<bool>("(image) => image.complete && image.naturalWidth > 0"));
    }

    /// <summary>Matches names that not every browser has, or that it may block.</summary>
    [GeneratedRegex(
        @"\b(localStorage|sessionStorage|BroadcastChannel(?=\()|postMessage|(?<=navigator\.)locks|(?<=new )EventSource(?=\()|(?<=new )\w+Observer(?=\()|clipboard(?=\.w)|writeText|"
        + @"randomUUID|getRandomValues|requestIdleCallback|matchMedia|startViewTransition|createImageBitmap|OffscreenCanvas|structuredClone|Notification|Segmenter|"
        + @"setPointerCapture|getContext|toDataURL|sendBeacon)\b|(?<=AbortSignal)\.(any|timeout)\b|\.decode(?=\(\))|\.animate\(")]
    private static partial Regex Optional();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
